# frozen_string_literal: true

module KalturaKs
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

  # Whether Kaltura would grant a privilege, the server's rule that decides about it, and the reason.
  Grant = Struct.new(:granted, :rule, :reason) do
    alias_method :granted?, :granted
  end

  # One of Kaltura's error answers: its code, the inner status of INVALID_KS, the server's message, what
  # it means for the KS, and what to check or change.
  Answer = Struct.new(:code, :status, :message, :meaning, :check)

  # Kaltura's answer to a KS, and the reason. +grants+ contains a Grant for each element of +can+.
  # +advice+ contains what the answer depends on, and which calls are likely refused. +answer+ is
  # one of Kaltura's error answers, if the text contains one. +decoded+ is nil if no secret signed the KS.
  Explanation = Struct.new(
    :is_accepted, :status, :status_number, :api_error, :reason, :grants, :advice, :answer, :decoded,
    keyword_init: true
  ) do
    alias_method :accepted?, :is_accepted
  end

  # The parts of a KS that are readable without a secret. Nothing is verified. +claims+ is nil for v2.
  Unverified = Struct.new(
    :version, :partner_id, :partner_text, :claims, :encrypted_bytes, :is_truncated, keyword_init: true
  ) do
    alias_method :truncated?, :is_truncated
  end
end
