# frozen_string_literal: true

module KalturaKs
  # C memory that lives as long as the Ruby object.
  class Memory # :nodoc: all
    def initialize
      @pointers = []
    end

    # Copies bytes to C. The copy is never empty, so it has an address.
    def bytes(bytes)
      pointer = Fiddle::Pointer.malloc(bytes.bytesize + 1, Fiddle::RUBY_FREE)
      pointer[0, bytes.bytesize + 1] = "#{bytes}\0".b
      @pointers << pointer
      pointer
    end

    # Returns a place for a pointer or a number.
    def place
      bytes("\0" * 8)
    end

    # Returns the address and the length of a copy of text, or of NULL for nil.
    def text(text)
      return [nil, 0] if text.nil?

      string = String.try_convert(text)
      raise TypeError, "no implicit conversion of #{text.class} into String" unless string

      unless [Encoding::UTF_8, Encoding::US_ASCII, Encoding::BINARY].include?(string.encoding)
        string = string.encode(Encoding::UTF_8)
      end
      [bytes(string.b), string.bytesize]
    end

    # Creates and initializes a struct.
    def struct(type, initialize)
      struct = type.malloc(Fiddle::RUBY_FREE)
      LibKs.check(LibKs.send(initialize, struct, type.size))
      struct
    end

    # Returns the address and the length of an array of privileges: a hash, or an array of pairs and of
    # names alone. In a hash or a pair, +empty+ replaces nil.
    def privileges(privileges, empty = nil)
      structs = privileges.map do |given|
        name, value = given
        value = empty if given.is_a?(Array) && value.nil?
        privilege = LibKs::PrivilegeStruct.malloc(Fiddle::RUBY_FREE)
        privilege.name, privilege.name_length = text(name)
        privilege.value, privilege.value_length = text(value)
        privilege.to_ptr[0, LibKs::PrivilegeStruct.size]
      end
      structs.empty? ? [nil, 0] : [bytes(structs.join), structs.size]
    end

    # The same for privileges to check. A value of nil is an empty one, which libks rejects: a variable
    # that is nil by mistake must not check the name alone.
    def required(privileges)
      privileges(privileges, "")
    end

    def session(user_id: nil, type: nil, expiry: nil, privileges: nil, anonymous: nil, expires_at: nil,
                version: nil, master_partner_id: nil, additional_data: nil, now: nil, nonce: nil)
      session = struct(LibKs::Session, :kks_session_init)
      session.user_id, session.user_id_length = text(user_id)
      if privileges.nil? || String.try_convert(privileges)
        session.privileges, session.privileges_length = text(privileges)
      else
        session.privilege_list, session.privilege_count = privileges(privileges)
      end
      session.additional_data, session.additional_data_length = text(additional_data)
      session.nonce, session.nonce_length = text(nonce)
      session.type = LibKs.number(type)
      session.expiry = LibKs.number(expiry)
      session.expires_at = LibKs.number(expires_at)
      session.master_partner_id = LibKs.number(master_partner_id)
      session.version = LibKs.number(version)
      session.now = LibKs.number(now)
      session.anonymous = anonymous.nil? ? LibKs::UNSET : (anonymous ? 1 : 0)
      session
    end

    # Overwrites the memory with zeros.
    def wipe
      @pointers.each { |pointer| pointer[0, pointer.size] = "\0" * pointer.size }
    end
  end
  private_constant :Memory
end
