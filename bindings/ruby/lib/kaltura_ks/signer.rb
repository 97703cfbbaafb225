# frozen_string_literal: true

module KalturaKs
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
end
