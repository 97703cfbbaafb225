# frozen_string_literal: true

require_relative "lib_ks"

module KalturaKs
  module LibKs # :nodoc: all
    OK = 0
    BUFFER_TOO_SMALL = 5
    NO_VALUE = 6
    ARRAY_VALUE = 7
    UNSET = -(2**63)

    class << self
      # Returns a number, or KKS_UNSET for nil.
      def number(number)
        return UNSET if number.nil?
        raise TypeError, "no implicit conversion of #{number.class} into Integer" unless number.is_a?(Integer)

        number
      end

      # Raises the error of a status that is not KKS_OK.
      def check(status)
        return if status == OK

        raise Error.new(utf8(kks_status_code(status).to_s), utf8(kks_status_message(status).to_s), status)
      end

      # Returns false for KKS_NO_VALUE, and raises any other error.
      def exists?(status)
        check(status) unless status == NO_VALUE
        status == OK
      end

      # Calls a function whose last parameter is the error, and raises the error.
      def call(function, *arguments)
        place = Memory.new.place
        status = send(function, *arguments, place)
        return if status == OK

        details = place.ptr
        begin
          raise Error.new(utf8(kks_error_code(details).to_s), utf8(kks_error_message(details).to_s), status)
        ensure
          kks_error_free(details)
        end
      end

      # Yields a place for a handle, and returns the handle, which is freed with the Ruby object.
      def create(type)
        place = Memory.new.place
        yield place
        Fiddle::Pointer.new(place.ptr.to_i, 0, self["#{type}_free"])
      end

      # Yields a keyring, and wipes the copies of the secrets.
      def keyring(secrets)
        memory = Memory.new
        texts = Array(secrets).map { |secret| memory.text(secret) }
        pointers = memory.bytes(texts.map { |pointer, _| pointer.to_i }.pack("J*"))
        lengths = memory.bytes(texts.map { |_, length| length }.pack("J*"))
        keyring = create("kks_keyring") do |place|
          call(:kks_keyring_with_secrets, pointers, lengths, texts.size, place)
        end
        yield keyring
      ensure
        memory&.wipe
      end

      # Calls a function whose last parameters are a buffer and the error, and returns the text.
      def text(function, *arguments)
        memory = Memory.new
        capacity = 512
        length = memory.place
        begin
          buffer = memory.bytes("\0" * capacity)
          call(function, *arguments, buffer, capacity, length)
        rescue Error => e
          raise unless e.status == BUFFER_TOO_SMALL

          capacity = length.ptr.to_i + 1
          retry
        end
        utf8(buffer[0, length.ptr.to_i])
      end

      # Yields a buffer to a function that writes a field. Returns nil if there is no value, and an
      # empty array for a field that the server reads as an array.
      def field
        memory = Memory.new
        capacity = 128
        length = memory.place
        loop do
          buffer = memory.bytes("\0" * capacity)
          status = yield buffer, capacity, length
          return [].freeze if status == ARRAY_VALUE
          return exists?(status) ? utf8(buffer[0, length.ptr.to_i]) : nil unless status == BUFFER_TOO_SMALL

          capacity = length.ptr.to_i + 1
        end
      end

      def utf8(text)
        text.force_encoding(Encoding::UTF_8).freeze
      end

      # Reads a list: names with optional values.
      def entries(list)
        memory = Memory.new
        name, name_length, value, value_length = Array.new(4) { memory.place }
        Array.new(kks_list_count(list)) do |index|
          check(kks_list_get(list, index, name, name_length, value, value_length))
          text = value.ptr.null? ? nil : utf8(value.ptr[0, value_length.ptr.to_i])
          [utf8(name.ptr[0, name_length.ptr.to_i]), text]
        end
      end

      def advice(list)
        entries(list).map { |code, message| Advice.new(code, message).freeze }
      end

      def grants(explanation, fields)
        entries(fields.list(6)).each_with_index.map do |(rule, reason), index|
          place = Memory.new.place
          check(kks_explanation_granted(explanation, index, place))
          Grant.new(place[0, 4].unpack1("l") != 0, rule, reason).freeze
        end
      end

      # Returns the decoded KS of an explanation, or nil.
      def explained(explanation)
        status = OK
        decoded = create("kks_decoded") { |place| status = kks_explanation_decoded(explanation, place) }
        exists?(status) ? decoded(decoded) : nil
      end

      # Reads all fields of a decoded KS.
      def decoded(handle)
        fields = Fields.new("kks_decoded", handle)
        raw = { partner_id: 101, partner_pattern: 102, valid_until: 103, type: 104, rand: 105, user: 106,
                privileges: 107, master_partner_id: 108, additional_data: 109 }
        decoded = Decoded.new(
          version: fields.number(1), partner_id: fields.number(2), partner_text: fields.text(2),
          type: fields.number(3), user_id: fields.text(5), expires_at: fields.number(4),
          privileges: fields.privileges(2), privileges_text: fields.text(6),
          master_partner_id: fields.number(7), additional_data: fields.text(8),
          session_hash: fields.text(9), group_hash: fields.text(10), secret_index: fields.number(11),
          is_canonical: fields.number(12) != 0, is_admin: fields.number(13) != 0,
          is_widget: fields.number(14) != 0, is_anonymous: fields.number(15) != 0,
          warnings: advice(fields.list(3)), raw_fields: raw.transform_values { |field| fields.text(field) },
          server_privileges: fields.privileges(4), signed_text: fields.text(16)
        )
        decoded.instance_variable_set(:@handle, handle)
        decoded.freeze
      end
    end
  end
end
