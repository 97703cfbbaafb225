# frozen_string_literal: true

# Runs the golden vectors of tests/vectors. crates/ks-ffi/tests/c/vectors.rs writes each vector to
# standard input as a record of fields, and compares the record that this program returns.
#
# A record is the number of fields, followed by the length and the bytes of each field. Numbers have
# 32 bits in native byte order. The length 0xffffffff represents nil.

require_relative "../lib/kaltura_ks"

NULL = 0xffffffff

def answer(kind, fields)
  case kind
  when "generate"
    partner, secret, user, privileges, data, nonce, *numbers = fields
    type, expires_at, master, version, now = numbers.map { |text| text && Integer(text, 10) }
    ks = KalturaKs.generate(
      secret, user, type, Integer(partner, 10), nil, privileges, anonymous: user.nil?, nonce: nonce,
      expires_at: expires_at, version: version, now: now, master_partner_id: master, additional_data: data
    )
    ["ok", ks]
  when "decode"
    decode(KalturaKs.decode(fields[0], fields[1..]))
  when "explain"
    ks, now, address, uri, *secrets = fields
    explanation = KalturaKs.explain(
      ks, secrets, remote_addr: address, request_uri: uri, now: Integer(now, 10)
    )
    explanation.status ? [explanation.status_number.to_s, explanation.status] : ["none"]
  when "grants"
    ks, name, value, *secrets = fields
    [KalturaKs.decode(ks, secrets).grants?(name, value) ? "1" : "0"]
  when "app_token"
    [KalturaKs.app_token_hash(*fields)]
  end
end

def decode(decoded)
  texts = [*decoded.raw_fields.values, decoded.session_hash, decoded.group_hash, decoded.signed_text]
  out = ["ok"]
  texts.each do |text|
    out.push(*case text
              when nil then ["no_value", nil]
              when [] then ["array_value", nil]
              else [text, "ok"]
              end)
  end
  out.concat([decoded.admin?, decoded.widget?, decoded.anonymous?].map { |flag| flag ? "1" : "0" })
  decoded.server_privileges.each do |privilege|
    values = privilege.values.empty? ? [nil] : privilege.values
    values.each { |value| out.push(privilege.name, value) }
  end
  out
end

$stdin.binmode
$stdout.binmode
while (count = $stdin.read(4))
  fields = Array.new(count.unpack1("L")) do
    length = $stdin.read(4).unpack1("L")
    $stdin.read(length) unless length == NULL
  end
  out = begin
    answer(fields[0], fields[1..])
  rescue KalturaKs::Error => e
    [e.code, e.message]
  end
  $stdout.write([out.size].pack("L"))
  out.each { |field| $stdout.write(field ? [field.bytesize].pack("L") + field.b : [NULL].pack("L")) }
end
