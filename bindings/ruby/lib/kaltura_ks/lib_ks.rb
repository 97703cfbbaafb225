# frozen_string_literal: true

require "fiddle/import"

module KalturaKs
  # The library: the structs and functions of ks.h.
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
      kks_status kks_explain(const kks_keyring *keyring, const char *text, size_t text_length, const kks_request *request, kks_explanation **explanation, kks_error **error);
      kks_status kks_explanation_text(const kks_explanation *explanation, int32_t field, char *buffer, size_t capacity, size_t *length);
      kks_status kks_explanation_number(const kks_explanation *explanation, int32_t field, int64_t *number);
      kks_status kks_explanation_granted(const kks_explanation *explanation, size_t index, int32_t *granted);
      kks_status kks_explanation_list(const kks_explanation *explanation, int32_t which, kks_list **list);
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
  end
  private_constant :LibKs
end
