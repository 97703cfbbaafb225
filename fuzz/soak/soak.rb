# frozen_string_literal: true

# Makes ten million calls, or as many as the argument says, and prints how much memory the process
# has: src/main.rs does the same.

require "kaltura_ks"

SECRET = "0123456789abcdef0123456789abcdef"
CALLS_PER_ROUND = 5
# How much memory may grow after the first tenth of the calls, in KiB.
ALLOWED = 8192

# Creates a signer, generates, decodes, verifies, fails to verify, and renews.
def do_round
  signer = KalturaKs::Signer.new(102, SECRET)
  privileges = { "sview" => "0_abcdefgh", "privacycontext" => "portal" }
  ks = signer.generate("ann@example.com", expiry: 3600, privileges: privileges)
  KalturaKs.decode(ks, SECRET)
  KalturaKs.verify(ks, SECRET, 102, required: { "sview" => "0_abcdefgh" })
  begin
    KalturaKs.verify(ks, SECRET, 102, required: { "sview" => "0_zzzzzzzz" })
    raise "verified"
  rescue KalturaKs::Error
    # Expected.
  end
  signer.renew(ks, expiry: 60)
end

# Returns the resident memory of this process, in KiB.
def resident
  File.read("/proc/self/status")[/^VmRSS:\s+(\d+)/, 1].to_i
end

calls = (ARGV[0] || 10_000_000).to_i
done = 0
used = [calls / 100, calls / 10, calls].map do |at|
  while done < at
    do_round
    done += CALLS_PER_ROUND
  end
  GC.start
  resident.tap { |kib| puts format("%9d calls: %d KiB", at, kib) }
end
abort "memory grew by #{used[2] - used[1]} KiB" if used[2] > used[1] + ALLOWED
