# frozen_string_literal: true

require "fiddle/import"

# Kaltura Sessions (KSs) in Ruby: generates, decodes and verifies them offline, with libks.
#
# All rules, defaults and messages are those of libks, which +ks.h+ documents.
# License: MIT OR Apache-2.0.
#
# Parameters that many functions share:
#
# secret:: The partner's admin secret, or an array with the current secret first.
# type:: USER (the default) or ADMIN.
# expiry:: The lifetime in seconds. Defaults to one day.
# expires_at:: The end in Unix seconds, instead of +expiry+.
# privileges:: Text, such as <tt>"sview:0_abc123,list:*"</tt>; or a hash of names with values. Use a
#              hash for values from outside your program. An array of pairs can name a privilege twice.
# now:: The current time in Unix seconds. Defaults to the system clock.
module KalturaKs
  # The session type for end users.
  USER = 0
  # The session type that can do everything in the account. Never give an ADMIN KS to an end user.
  ADMIN = 2

  # An error of libks. The message says what is wrong and what to do. It never contains a secret.
  class Error < StandardError
    # The code, such as "expired", which is the same in every language.
    attr_reader :code
    # The status number of ks.h.
    attr_reader :status

    def initialize(code, message, status)
      super(message)
      @code = code
      @status = status
    end
  end

  # Advice on a session or a KS: a stable code and a message.
  Advice = Struct.new(:code, :message)

  # A privilege of a KS: its name and an array of its values.
  Privilege = Struct.new(:name, :values)

  # A KS in other text: the KS with URL and JSON escapes removed, and its position in the text in
  # bytes, with the escapes.
  FoundKs = Struct.new(:ks, :offset, :length)

  # A KS that KalturaKs.verify accepted.
  Verified = Struct.new(
    :version, :partner_id, :type, :user_id, :expires_at, :privileges, :privileges_text,
    :master_partner_id, :additional_data, :session_hash, :group_hash, :secret_index, :is_admin,
    :is_anonymous, keyword_init: true
  ) do
    alias_method :admin?, :is_admin
    # Returns true if the session has no user, or the user 0 that widget sessions carry.
    alias_method :anonymous?, :is_anonymous
  end

  # A KS with a valid signature, as the server reads it. Never use it for access control.
  #
  # +raw_fields+ contains the fields as the server stores them: text, nil, or an empty array for a
  # field that the server reads as an array.
  Decoded = Struct.new(
    :version, :partner_id, :partner_text, :type, :user_id, :expires_at, :privileges,
    :privileges_text, :master_partner_id, :additional_data, :session_hash, :group_hash,
    :secret_index, :is_canonical, :is_admin, :is_widget, :is_anonymous, :warnings, :raw_fields,
    :server_privileges, :signed_text, keyword_init: true
  ) do
    alias_method :canonical?, :is_canonical
    alias_method :admin?, :is_admin
    alias_method :widget?, :is_widget
    alias_method :anonymous?, :is_anonymous

    # Applies the server's own, lenient privilege check.
    def grants?(name, value = nil)
      memory = Memory.new
      granted = memory.place
      LibKs.check(LibKs.kks_decoded_grants(@handle, *memory.text(name), *memory.text(value), granted))
      granted[0, 4].unpack1("l") != 0
    end

    # Returns advice on the KS.
    def lint(now: nil)
      LibKs.advice(LibKs.create("kks_list") do |list|
        LibKs.check(LibKs.kks_decoded_lint(@handle, LibKs.number(now), list))
      end)
    end
  end

  # Kaltura's answer to a KS, and the reason. +grants+ says for each element of +can+ whether Kaltura
  # would grant it. +decoded+ is nil if no secret signed the KS.
  Explanation = Struct.new(
    :is_accepted, :status, :status_number, :api_error, :reason, :grants, :decoded, keyword_init: true
  ) do
    alias_method :accepted?, :is_accepted
  end

  # The parts of a KS that are readable without a secret. Nothing is verified. +claims+ is nil for v2.
  Unverified = Struct.new(
    :version, :partner_id, :partner_text, :claims, :encrypted_bytes, :is_truncated, keyword_init: true
  ) do
    alias_method :truncated?, :is_truncated
  end

  # Generates and renews KSs for one partner. It derives the key from the secret once.
  class Signer
    # With several secrets, the first one signs, and #renew accepts a KS that any of them signed.
    def initialize(partner_id, secret)
      @handle = LibKs.keyring(secret) do |keyring|
        LibKs.create("kks_signer") do |signer|
          LibKs.call(:kks_keyring_signer, keyring, LibKs.number(partner_id), signer)
        end
      end
    end

    # Returns the partner id.
    def partner_id
      place = Memory.new.place
      LibKs.check(LibKs.kks_signer_partner_id(@handle, place))
      place[0, 4].unpack1("l")
    end

    # Generates a KS. The options are those of a session: user_id, type, expiry, privileges,
    # anonymous, expires_at, version, master_partner_id, additional_data, now; and nonce, for
    # reproducible tests only.
    def generate(user_id = nil, **options)
      memory = Memory.new
      session = memory.session(user_id: user_id, **options)
      LibKs.text(:kks_signer_generate, @handle, session)
    end

    # Generates a KS with the version and content of another one and a new expiry. The old KS may
    # have expired. Verify a KS from outside your program before you renew it.
    def renew(ks, expiry: nil, expires_at: nil, now: nil)
      memory = Memory.new
      LibKs.text(:kks_signer_renew, @handle, *memory.text(ks), LibKs.number(expiry),
                 LibKs.number(expires_at), LibKs.number(now))
    end

    # Hides the handle.
    def inspect
      "#<#{self.class} partner_id=#{partner_id}>"
    end
  end

  class << self
    # Generates one KS, with the parameters in the order of Kaltura's clients. To generate many,
    # create a Signer. The options are those of Signer#generate.
    def generate(secret, user_id, type, partner_id, expiry = nil, privileges = nil, **options)
      Signer.new(partner_id, secret)
            .generate(user_id, type: type, expiry: expiry, privileges: privileges, **options)
    end

    # Verifies a KS for a service, or raises the reason for rejecting it.
    #
    # A verified KS may still be anonymous: anyone can obtain a widget session. Check anonymous? if
    # you need a user.
    #
    # remote_addr:: The client's IP address. Without it, a KS with an iprestrict privilege is rejected.
    # request_uri:: The path and query. Without it, a KS with a urirestrict privilege is rejected.
    # required:: The privileges that the KS must grant: a hash of names with values, or pairs.
    # revoked:: Takes the session hash and the group hash, and returns true if the session was revoked.
    def verify(ks, secret, partner_id, remote_addr: nil, request_uri: nil, required: [], revoked: nil,
               now: nil)
      memory = Memory.new
      options = memory.struct(LibKs::VerifyOptions, :kks_verify_options_init)
      options.partner_id = LibKs.number(partner_id)
      options.now = LibKs.number(now)
      options.remote_addr, options.remote_addr_length = memory.text(remote_addr)
      options.request_uri, options.request_uri_length = memory.text(request_uri)
      options.required, options.required_count = memory.privileges(required)
      handle = LibKs.keyring(secret) do |keyring|
        LibKs.create("kks_verified") do |verified|
          LibKs.call(:kks_verify, keyring, *memory.text(ks), options, verified)
        end
      end
      fields = Fields.new("kks_verified", handle)
      verified = Verified.new(
        version: fields.number(1), partner_id: fields.number(2), type: fields.number(3),
        user_id: fields.text(5), expires_at: fields.number(4), privileges: fields.privileges(2),
        privileges_text: fields.text(6), master_partner_id: fields.number(7),
        additional_data: fields.text(8), session_hash: fields.text(9), group_hash: fields.text(10),
        secret_index: fields.number(11), is_admin: fields.number(13) != 0,
        is_anonymous: fields.number(15) != 0
      ).freeze
      LibKs.check(309) if revoked&.call(verified.session_hash, verified.group_hash) # KKS_REVOKED
      verified
    end

    # Checks the signature of a KS and decodes its fields as the server does. Use verify for access
    # control.
    def decode(ks, secret)
      memory = Memory.new
      LibKs.decoded(LibKs.keyring(secret) do |keyring|
        LibKs.create("kks_decoded") do |decoded|
          LibKs.call(:kks_decode, keyring, *memory.text(ks), decoded)
        end
      end)
    end

    # Predicts Kaltura's answer to a KS and explains it. +can+ contains the privileges to check.
    def explain(ks, secret, can: [], remote_addr: nil, request_uri: nil, now: nil)
      memory = Memory.new
      request = memory.struct(LibKs::Request, :kks_request_init)
      request.now = LibKs.number(now)
      request.remote_addr, request.remote_addr_length = memory.text(remote_addr)
      request.request_uri, request.request_uri_length = memory.text(request_uri)
      request.can, request.can_count = memory.privileges(can)
      handle = LibKs.keyring(secret) do |keyring|
        LibKs.create("kks_explanation") do |explanation|
          LibKs.call(:kks_explain, keyring, *memory.text(ks), request, explanation)
        end
      end
      fields = Fields.new("kks_explanation", handle)
      Explanation.new(
        is_accepted: fields.number(22) != 0, status: fields.text(19), status_number: fields.number(19),
        api_error: fields.text(20), reason: fields.text(21),
        grants: Array.new(can.size) { |index| LibKs.granted(handle, index) },
        decoded: LibKs.explained(handle)
      ).freeze
    end

    # Reads a KS without a secret. Nothing in the result is verified.
    def inspect_ks(ks)
      memory = Memory.new
      handle = LibKs.create("kks_unverified") do |unverified|
        LibKs.call(:kks_inspect, *memory.text(ks), unverified)
      end
      fields = Fields.new("kks_unverified", handle)
      version = fields.number(1)
      claims = { valid_until: 103, type: 104, rand: 105, user_id: 106, privileges: 107,
                 master_partner_id: 108, additional_data: 109 }
      Unverified.new(
        version: version, partner_id: fields.number(2), partner_text: fields.text(2),
        claims: version == 1 ? claims.transform_values { |field| fields.text(field) } : nil,
        encrypted_bytes: fields.number(17), is_truncated: fields.number(18) != 0
      ).freeze
    end

    # Finds the first KS in a URL, a JSON body, a log line or any other text. Returns nil if there is
    # none.
    def find(text)
      memory = Memory.new
      arguments = memory.text(text)
      offset = memory.place
      length = memory.place
      ks = LibKs.field do |buffer, capacity, needed|
        LibKs.kks_find(*arguments, buffer, capacity, needed, offset, length)
      end
      ks && FoundKs.new(ks, offset.ptr.to_i, length.ptr.to_i).freeze
    end

    # Generates a KS with the version and content of another one and a new expiry, see Signer#renew.
    def renew(ks, secret, partner_id, **options)
      Signer.new(partner_id, secret).renew(ks, **options)
    end

    # Returns advice on a session before it is signed. The options are those of Signer#generate.
    def lint(user_id = nil, **options)
      memory = Memory.new
      session = memory.session(user_id: user_id, **options)
      LibKs.advice(LibKs.create("kks_list") { |list| LibKs.call(:kks_lint, session, list) })
    end

    # Computes the tokenHash argument of appToken.startSession. +ks+ is the KS that the API call itself
    # carries. +hash_type+ is "SHA1" (the default), "MD5", "SHA256" or "SHA512".
    def app_token_hash(ks, token, hash_type = nil)
      memory = Memory.new
      LibKs.text(:kks_app_token_hash, *memory.text(ks), *memory.text(token), *memory.text(hash_type))
    end
  end

  # The library, and the conversions between Ruby and C.
  module LibKs # :nodoc: all
    extend Fiddle::Importer
    installed = RUBY_PLATFORM.include?("darwin") ? "libks.0.dylib" : "libks.so.0"
    dlload ENV.fetch("KALTURA_KS_LIBRARY", installed)

    typealias "int32_t", "int"
    typealias "int64_t", "long long"
    typealias "uint64_t", "unsigned long long"
    typealias "kks_status", "int"

    # The declarations of ks.h that this file uses. A test compares them with ks.h.
    PrivilegeStruct = struct [
      "const char *name", "size_t name_length", "const char *value", "size_t value_length"
    ]
    Session = struct [
      "size_t size", "uint64_t magic", "const char *user_id", "size_t user_id_length",
      "const char *privileges", "size_t privileges_length",
      "const kks_privilege *privilege_list", "size_t privilege_count",
      "const char *additional_data", "size_t additional_data_length", "const char *nonce",
      "size_t nonce_length", "int64_t type", "int64_t expiry", "int64_t expires_at",
      "int64_t master_partner_id", "int64_t version", "int64_t now", "int64_t anonymous"
    ]
    Request = struct [
      "size_t size", "uint64_t magic", "const char *remote_addr", "size_t remote_addr_length",
      "const char *request_uri", "size_t request_uri_length", "const kks_privilege *can",
      "size_t can_count", "int64_t now"
    ]
    VerifyOptions = struct [
      "size_t size", "uint64_t magic", "int64_t partner_id", "int64_t now",
      "const char *remote_addr", "size_t remote_addr_length", "const char *request_uri",
      "size_t request_uri_length", "const kks_privilege *required", "size_t required_count"
    ]
    DECLARATIONS = <<~C.lines.map { |line| line.chomp.delete_suffix(";") }
      const char *kks_status_code(int32_t status);
      const char *kks_status_message(int32_t status);
      const char *kks_error_code(const kks_error *error);
      const char *kks_error_message(const kks_error *error);
      kks_status kks_error_free(kks_error *error);
      kks_status kks_session_init(kks_session *session, size_t size);
      kks_status kks_request_init(kks_request *request, size_t size);
      kks_status kks_verify_options_init(kks_verify_options *options, size_t size);
      kks_status kks_keyring_signer(const kks_keyring *keyring, int64_t partner_id, kks_signer **signer, kks_error **error);
      kks_status kks_signer_partner_id(const kks_signer *signer, int32_t *partner_id);
      kks_status kks_signer_generate(const kks_signer *signer, const kks_session *session, char *buffer, size_t capacity, size_t *length, kks_error **error);
      kks_status kks_signer_free(kks_signer *signer);
      kks_status kks_signer_renew(const kks_signer *signer, const char *ks, size_t ks_length, int64_t expiry, int64_t expires_at, int64_t now, char *buffer, size_t capacity, size_t *length, kks_error **error);
      kks_status kks_keyring_with_secrets(const char *const *secrets, const size_t *lengths, size_t count, kks_keyring **keyring, kks_error **error);
      kks_status kks_keyring_free(kks_keyring *keyring);
      kks_status kks_verify(const kks_keyring *keyring, const char *ks, size_t ks_length, const kks_verify_options *options, kks_verified **verified, kks_error **error);
      kks_status kks_verified_text(const kks_verified *verified, int32_t field, char *buffer, size_t capacity, size_t *length);
      kks_status kks_verified_number(const kks_verified *verified, int32_t field, int64_t *number);
      kks_status kks_verified_list(const kks_verified *verified, int32_t which, kks_list **list);
      kks_status kks_verified_free(kks_verified *verified);
      kks_status kks_decode(const kks_keyring *keyring, const char *ks, size_t ks_length, kks_decoded **decoded, kks_error **error);
      kks_status kks_decoded_text(const kks_decoded *decoded, int32_t field, char *buffer, size_t capacity, size_t *length);
      kks_status kks_decoded_number(const kks_decoded *decoded, int32_t field, int64_t *number);
      kks_status kks_decoded_list(const kks_decoded *decoded, int32_t which, kks_list **list);
      kks_status kks_decoded_lint(const kks_decoded *decoded, int64_t now, kks_list **advice);
      kks_status kks_decoded_grants(const kks_decoded *decoded, const char *name, size_t name_length, const char *value, size_t value_length, int32_t *granted);
      kks_status kks_decoded_free(kks_decoded *decoded);
      kks_status kks_explain(const kks_keyring *keyring, const char *ks, size_t ks_length, const kks_request *request, kks_explanation **explanation, kks_error **error);
      kks_status kks_explanation_text(const kks_explanation *explanation, int32_t field, char *buffer, size_t capacity, size_t *length);
      kks_status kks_explanation_number(const kks_explanation *explanation, int32_t field, int64_t *number);
      kks_status kks_explanation_granted(const kks_explanation *explanation, size_t index, int32_t *granted);
      kks_status kks_explanation_decoded(const kks_explanation *explanation, kks_decoded **decoded);
      kks_status kks_explanation_free(kks_explanation *explanation);
      kks_status kks_inspect(const char *ks, size_t ks_length, kks_unverified **unverified, kks_error **error);
      kks_status kks_unverified_text(const kks_unverified *unverified, int32_t field, char *buffer, size_t capacity, size_t *length);
      kks_status kks_unverified_number(const kks_unverified *unverified, int32_t field, int64_t *number);
      kks_status kks_unverified_free(kks_unverified *unverified);
      kks_status kks_find(const char *text, size_t text_length, char *buffer, size_t capacity, size_t *length, size_t *found_offset, size_t *found_length);
      kks_status kks_lint(const kks_session *session, kks_list **advice, kks_error **error);
      kks_status kks_app_token_hash(const char *ks, size_t ks_length, const char *token, size_t token_length, const char *hash_type, size_t hash_type_length, char *buffer, size_t capacity, size_t *length, kks_error **error);
      size_t kks_list_count(const kks_list *list);
      kks_status kks_list_get(const kks_list *list, size_t index, const char **name, size_t *name_length, const char **value, size_t *value_length);
      kks_status kks_list_free(kks_list *list);
    C
    DECLARATIONS.each { |declaration| extern declaration }

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

      def granted(explanation, index)
        place = Memory.new.place
        check(kks_explanation_granted(explanation, index, place))
        place[0, 4].unpack1("l") != 0
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
  private_constant :LibKs

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

    # Returns the address and the length of an array of privileges: a hash, or pairs.
    def privileges(privileges)
      structs = privileges.map do |name, value|
        privilege = LibKs::PrivilegeStruct.malloc(Fiddle::RUBY_FREE)
        privilege.name, privilege.name_length = text(name)
        privilege.value, privilege.value_length = text(value)
        privilege.to_ptr[0, LibKs::PrivilegeStruct.size]
      end
      structs.empty? ? [nil, 0] : [bytes(structs.join), structs.size]
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
