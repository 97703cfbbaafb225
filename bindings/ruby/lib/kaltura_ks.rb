# frozen_string_literal: true

require_relative "kaltura_ks/convert"
require_relative "kaltura_ks/fields"
require_relative "kaltura_ks/lib_ks"
require_relative "kaltura_ks/memory"
require_relative "kaltura_ks/results"
require_relative "kaltura_ks/signer"

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
      options.required, options.required_count = memory.required(required)
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
    #
    # The text is a KS, or contains one, such as a URL or a log line. It may also be one of Kaltura's
    # error answers.
    def explain(text, secret, can: [], remote_addr: nil, request_uri: nil, now: nil)
      memory = Memory.new
      request = memory.struct(LibKs::Request, :kks_request_init)
      request.now = LibKs.number(now)
      request.remote_addr, request.remote_addr_length = memory.text(remote_addr)
      request.request_uri, request.request_uri_length = memory.text(request_uri)
      request.can, request.can_count = memory.required(can)
      handle = LibKs.keyring(secret) do |keyring|
        LibKs.create("kks_explanation") do |explanation|
          LibKs.call(:kks_explain, keyring, *memory.text(text), request, explanation)
        end
      end
      fields = Fields.new("kks_explanation", handle)
      Explanation.new(
        is_accepted: fields.number(22) != 0, status: fields.text(19), status_number: fields.number(19),
        api_error: fields.text(20), reason: fields.text(21),
        grants: LibKs.grants(handle, fields), advice: LibKs.advice(fields.list(5)),
        answer: fields.text(23) && Answer.new(*(23..27).map { |field| fields.text(field) }).freeze,
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
end
