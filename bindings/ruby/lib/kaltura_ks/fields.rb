# frozen_string_literal: true

module KalturaKs
  # The fields of a result, by the constants KKS_FIELD_, KKS_RAW_ and KKS_LIST_ of ks.h.
  class Fields # :nodoc: all
    def initialize(type, handle)
      @type = type
      @handle = handle
    end

    def text(field)
      LibKs.field do |buffer, capacity, length|
        LibKs.send("#{@type}_text", @handle, field, buffer, capacity, length)
      end
    end

    def number(field)
      place = Memory.new.place
      status = LibKs.send("#{@type}_number", @handle, field, place)
      LibKs.exists?(status) ? place[0, 8].unpack1("q") : nil
    end

    def list(which)
      LibKs.create("kks_list") { |list| LibKs.check(LibKs.send("#{@type}_list", @handle, which, list)) }
    end

    def privileges(which)
      privileges = []
      LibKs.entries(list(which)).each do |name, value|
        privileges << Privilege.new(name, []) unless privileges.last&.name == name
        privileges.last.values << value if value
      end
      privileges.each { |privilege| privilege.values.freeze && privilege.freeze }.freeze
    end
  end
  private_constant :Fields
end
