# frozen_string_literal: true

# Generates a KS for a viewer, inspects it without the secret, decodes it, verifies it in a service
# and renews it. Install the gem first, see bindings/ruby/README.md.
#
#     ruby quickstart.rb

require "kaltura_ks"

# A made-up secret. Read yours from the environment or a secret store.
secret = ENV.fetch("KALTURA_ADMIN_SECRET", "0123456789abcdef0123456789abcdef")

# A USER session that can play one entry for four hours.
signer = KalturaKs::Signer.new(1_234_567, secret)
ks = signer.generate(
  "ann@example.com",
  expiry: 4 * 3600,
  privileges: { "sview" => "0_abcdefgh", "privacycontext" => "portal" }
)
puts "KS        #{ks}"

# Without the secret, only the partner id is readable, and nothing is verified.
unverified = KalturaKs.inspect_ks(ks)
puts "inspect   v#{unverified.version} of partner #{unverified.partner_text}"

# With the secret, every field is readable, as the server sees it.
decoded = KalturaKs.decode(ks, secret)
puts "decode    #{decoded.user_id} until #{decoded.expires_at}"

# A service verifies the KS, including the privileges that it needs.
verified = KalturaKs.verify(ks, secret, 1_234_567, required: { "sview" => "0_abcdefgh" })
puts "verify    session #{verified.session_hash}"
begin
  KalturaKs.verify(ks, secret, 1_234_567, required: { "sview" => "0_zzzzzzzz" })
rescue KalturaKs::Error => e
  puts "rejected  #{e.code}: #{e.message}"
end

# A new KS with the same content, valid for five hours.
puts "renewed   #{signer.renew(ks, expiry: 5 * 3600)}"
