# frozen_string_literal: true

Gem::Specification.new do |spec|
  spec.name = "kaltura_ks"
  spec.version = "0.1.0"
  spec.summary = "Generate, decode and verify Kaltura Sessions (KSs) offline, with libks"
  spec.authors = ["The kaltura-ks authors"]
  spec.licenses = ["MIT", "Apache-2.0"]
  spec.required_ruby_version = ">= 2.7"
  spec.files = Dir["lib/**/*.rb"] + %w[README.md LICENSE-MIT LICENSE-APACHE]
  spec.add_dependency "fiddle"
  spec.metadata = { "rubygems_mfa_required" => "true" }
end
