# frozen_string_literal: true

# Tests every function of the package, and the conversions between Ruby and C.

require "cgi"
require_relative "../lib/kaltura_ks"

SECRET = "0123456789abcdef0123456789abcdef"
OLD = "fedcba9876543210fedcba9876543210"
PARTNER = 1_234_567
NOW = 1_750_000_000

def check(holds)
  raise "the check in line #{caller_locations(1, 1)[0].lineno} failed" unless holds
end

# Returns the code of the error that the block raises.
def code
  yield
  "no error"
rescue KalturaKs::Error => e
  check(e.message.size > 10 && e.status != 0 && !e.full_message.include?(SECRET))
  check(e.message.encoding == Encoding::UTF_8)
  e.code
end

def type_error?
  yield
  false
rescue TypeError
  true
end

signer = KalturaKs::Signer.new(PARTNER, SECRET)
check(signer.partner_id == PARTNER && !signer.inspect.include?(SECRET))
ks = signer.generate("user@example.com", privileges: "sview:0_abc/0_def,sessionid:x", now: NOW)
check(ks.start_with?("djJ8") && ks != signer.generate("user@example.com", now: NOW))

# All options.
nonce = "000102030405060708090a0b0c0d0e0f"
full = signer.generate(
  "Ann Müller", type: KalturaKs::ADMIN, expiry: 60,
                privileges: [["sview", "0_abc"], ["edit", nil], %w[list *]], version: 1,
                master_partner_id: 99, additional_data: "data", now: NOW, nonce: nonce
)
decoded = KalturaKs.decode(full, SECRET)
check(decoded.version == 1 && decoded.partner_id == PARTNER && decoded.partner_text == "1234567")
check(decoded.type == KalturaKs::ADMIN && decoded.user_id == "Ann Müller" && decoded.admin?)
check(decoded.expires_at == NOW + 60 && decoded.master_partner_id == 99 && decoded.frozen?)
check(decoded.additional_data == "data" && decoded.raw_fields[:rand] == nonce && decoded.canonical?)
check(decoded.privileges_text == "sview:0_abc,edit,list:*" && decoded.privileges.size == 3)
check(decoded.privileges[0] == KalturaKs::Privilege.new("sview", ["0_abc"]))
check(decoded.privileges[1].values.empty? && decoded.warnings.empty? && decoded.secret_index.zero?)
viewer = KalturaKs.decode(ks, SECRET)
check(viewer.grants?("sview", "0_abc") && !viewer.grants?("sview", "0_zzz") && !viewer.grants?("edit"))
check(!decoded.widget? && !decoded.anonymous? && decoded.group_hash.nil?)
check(decoded.signed_text.include?("Ann") && decoded.session_hash.size == 40)
check(decoded.lint(now: NOW + 3600).any? && code { decoded.grants?("\xff") } == "invalid_argument")

# One-shot functions, in the order of Kaltura's clients.
one = KalturaKs.generate(SECRET, "ann", KalturaKs::USER, PARTNER, 60, { "sview" => "0_abc" }, now: NOW)
check(KalturaKs.verify(one, SECRET, PARTNER, now: NOW).user_id == "ann")
anonymous = signer.generate(anonymous: true, now: NOW)
verified = KalturaKs.verify(anonymous, SECRET, PARTNER, now: NOW)
check(verified.user_id.nil? && verified.anonymous? && verified.expires_at == NOW + 86_400)
long = signer.generate("u" * 3000, now: NOW)
check(KalturaKs.verify(long, SECRET, PARTNER, now: NOW).user_id.size == 3000)
wide = signer.generate("Ann Müller".encode(Encoding::UTF_16LE), now: NOW)
check(KalturaKs.decode(wide, SECRET).user_id == "Ann Müller")

# Verification.
verified = KalturaKs.verify(ks, SECRET, PARTNER, required: { "sview" => "0_def" }, now: NOW)
check(verified.version == 2 && verified.partner_id == PARTNER && verified.type == KalturaKs::USER)
check(verified.user_id == "user@example.com" && !verified.admin? && !verified.anonymous?)
check(verified.privileges[0].values == %w[0_abc 0_def] && verified.secret_index.zero?)
check(verified.privileges_text == "sview:0_abc/0_def,sessionid:x" && verified.frozen?)
check(verified.session_hash.size == 40 && verified.group_hash.size == 40)
check(verified.master_partner_id.nil? && verified.additional_data.nil?)
verify = ->(**options) { code { KalturaKs.verify(ks, SECRET, PARTNER, **options) } }
check(verify.call(now: NOW + 86_400) == "expired" && verify.call(now: NOW) == "no error")
check(verify.call(now: NOW, required: [%w[sview 0_abc], %w[sview 0_zzz]]) == "not_granted")
check(verify.call(now: NOW, required: ["edit"]) == "not_granted")
check(verify.call(now: NOW, required: { "sview" => nil }) == "invalid_option")
check(verify.call(now: NOW, required: [["sview", nil]]) == "invalid_option")
seen = nil
revoked = lambda do |session, group|
  seen = [session, group]
  true
end
check(verify.call(now: NOW, revoked: revoked) == "revoked")
check(seen == [verified.session_hash, verified.group_hash])
check(verify.call(now: NOW, revoked: ->(_session, _group) { false }) == "no error")
check(code { KalturaKs.verify(ks, SECRET, 7, now: NOW) } == "wrong_partner")
check(code { KalturaKs.verify(ks, OLD, PARTNER, now: NOW) } == "bad_signature")
restricted = signer.generate("ann", privileges: { "iprestrict" => "10.0.0.1" }, now: NOW)
from = ->(address) { code { KalturaKs.verify(restricted, SECRET, PARTNER, remote_addr: address, now: NOW) } }
check(from.call("10.0.0.1") == "no error" && from.call("10.0.0.2") == "restricted_ip")
check(from.call(nil) == "missing_remote_addr" && from.call("nowhere") == "invalid_remote_addr")

# Explanations.
explanation = KalturaKs.explain(ks, SECRET, can: [%w[sview 0_abc], "edit"], now: NOW)
check(explanation.accepted? && explanation.status == "OK" && explanation.status_number == 1)
check(explanation.api_error.nil? && explanation.grants.map(&:granted?) == [true, false] && !explanation.reason.empty?)
check(explanation.grants.all? { |grant| !grant.rule.empty? && !grant.reason.empty? })
check(explanation.advice.all? { |advice| !advice.code.empty? })
check(explanation.decoded.user_id == "user@example.com")
explanation = KalturaKs.explain("nonsense", SECRET)
check(!explanation.accepted? && explanation.api_error == "INVALID_KS" && explanation.decoded.nil?)
check(explanation.answer.nil?)
answer = KalturaKs.explain('{"code":"MISSING_KS","message":"M","objectType":"KalturaAPIException"}', SECRET).answer
check(answer.code == "MISSING_KS" && answer.message == "M" && answer.status.nil? && !answer.check.empty?)

# Rotation, and renewal.
renewed = KalturaKs::Signer.new(PARTNER, [OLD, SECRET]).renew(ks, expires_at: NOW + 5, now: NOW)
check(KalturaKs.decode(renewed, [SECRET, OLD]).secret_index == 1)
check(KalturaKs.decode(renewed, OLD).expires_at == NOW + 5)
again = KalturaKs.renew(ks, SECRET, PARTNER, expiry: 60, now: NOW)
check(KalturaKs.verify(again, SECRET, PARTNER, now: NOW).expires_at == NOW + 60)
check(code { signer.renew(renewed, expiry: 60) } == "bad_signature")
check(code { signer.renew(ks, expiry: 60, expires_at: NOW + 60, now: NOW) } == "invalid_expiry")

# Reading without a secret.
unverified = KalturaKs.inspect_ks(ks)
check(unverified.version == 2 && unverified.partner_id == PARTNER && unverified.claims.nil?)
check(unverified.encrypted_bytes.positive? && !unverified.truncated?)
check(KalturaKs.inspect_ks(full).claims[:user_id] == "Ann Müller")
escaped = CGI.escape(ks)
found = KalturaKs.find("\xff https://example.com/?ks=#{escaped}&x=1")
check(found.ks == ks && found.offset == 26 && found.length == escaped.size)
check(KalturaKs.find("nothing").nil? && KalturaKs.find("").nil?)

# Advice and app tokens.
check(KalturaKs.lint("ann", privileges: "svew:0_abc", now: NOW).any? { |a| a.code == "unknown_privilege" })
check(KalturaKs.app_token_hash(ks, "00112233445566778899aabbccddeeff").size == 40)
check(KalturaKs.app_token_hash(ks, "token", "SHA512").size == 128)
check(code { KalturaKs.app_token_hash(ks, "token", "CRC") } == "invalid_hash_type")

# Errors. Text with a NUL is rejected, not truncated, and numbers are not rounded.
check(code { signer.generate("user\0x") } == "invalid_user_id")
check(code { signer.generate("user\xff") } == "invalid_user_id")
check(code { signer.generate } == "invalid_user_id" && code { signer.generate("") } == "invalid_user_id")
check(code { signer.generate("ann", type: 7) } == "invalid_type")
check(code { signer.generate("ann", privileges: { "sview" => "0_abc,edit:*" }) } == "invalid_privilege")
check(code { KalturaKs::Signer.new(1 << 40, SECRET) } == "invalid_partner_id")
check(code { KalturaKs::Signer.new(1, "") } == "invalid_secret")
check(code { KalturaKs::Signer.new(1, []) } == "invalid_secret")
check(code { KalturaKs.inspect_ks("") } == "empty_ks" && code { KalturaKs.inspect_ks("!") } == "not_base64")
check(type_error? { signer.generate(5) } && type_error? { signer.generate("ann", expiry: 1.9) })
check(type_error? { KalturaKs::Signer.new("1234567", SECRET) } && type_error? { KalturaKs.find(5) })

# Handles are freed with their Ruby objects. Large KSs make a leak larger than the noise.
resident = -> { File.read("/proc/self/statm").split[1].to_i }
large = signer.generate("u" * 20_000, now: NOW)
before = 0
6000.times do |i|
  KalturaKs.decode(large, SECRET)
  GC.start if (i % 100).zero?
  before = resident.call if i == 2000
end
GC.start
check(resident.call - before < 20_000) # pages; a leak of the rest would be over 40,000
puts "ok"
