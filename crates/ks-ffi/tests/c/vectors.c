/*
 * Answers the questions of vectors.rs: the golden vectors through the C ABI.
 */
#include "record.h"

/* Generates a KS with a signer and without one, and compares them. */
static void generate(void)
{
	kks_session session;
	kks_signer *signer = NULL;
	kks_error *error = NULL;
	char again[ROOM / 16];
	size_t length = 0;
	kks_status status;

	kks_session_init(&session, sizeof session);
	session.user_id = in[3].data;
	session.user_id_length = in[3].length;
	session.privileges = in[4].data;
	session.privileges_length = in[4].length;
	session.additional_data = in[5].data;
	session.additional_data_length = in[5].length;
	session.nonce = in[6].data;
	session.nonce_length = in[6].length;
	session.type = number(7);
	session.expires_at = number(8);
	session.master_partner_id = number(9);
	session.version = number(10);
	session.now = number(11);
	session.anonymous = in[3].data == NULL;

	status = kks_signer_new(number(1), in[2].data, in[2].length, &signer, &error);
	if (status != KKS_OK) {
		check(kks_generate(number(1), in[2].data, in[2].length, &session, buffer, ROOM,
				   NULL, NULL) == status, "kks_generate differs");
		put_error(status, error);
		return;
	}
	status = kks_signer_generate(signer, &session, buffer, ROOM, &length, &error);
	check(kks_generate(number(1), in[2].data, in[2].length, &session, again, sizeof again,
			   NULL, NULL) == status, "kks_generate differs");
	if (status == KKS_OK) {
		check(strlen(buffer) == length && strcmp(buffer, again) == 0, "kks_generate differs");
		put_text("ok");
		put(buffer, length);
	} else {
		put_error(status, error);
	}
	kks_signer_free(signer);
}

/* Creates a keyring with the secrets from this field on, or answers with the
   error and returns NULL. */
static kks_keyring *keyring(uint32_t first)
{
	const char *secrets[MOST];
	size_t lengths[MOST];
	kks_keyring *keyring = NULL;
	kks_error *error = NULL;
	kks_status status;
	size_t count = 0;

	for (; first + count < in_count; count++) {
		secrets[count] = in[first + count].data;
		lengths[count] = in[first + count].length;
	}
	status = kks_keyring_with_secrets(secrets, lengths, count, &keyring, &error);
	if (status != KKS_OK)
		put_error(status, error);
	return keyring;
}

static void decode(void)
{
	static const int32_t texts[] = {
		KKS_RAW_PARTNER_ID, KKS_RAW_PARTNER_PATTERN, KKS_RAW_VALID_UNTIL, KKS_RAW_TYPE,
		KKS_RAW_RAND, KKS_RAW_USER, KKS_RAW_PRIVILEGES, KKS_RAW_MASTER_PARTNER_ID,
		KKS_RAW_ADDITIONAL_DATA, KKS_FIELD_SESSION_HASH, KKS_FIELD_GROUP_HASH,
		KKS_FIELD_SIGNED_TEXT
	};
	static const int32_t numbers[] = {
		KKS_FIELD_IS_ADMIN, KKS_FIELD_IS_WIDGET, KKS_FIELD_IS_ANONYMOUS
	};
	kks_keyring *ring = keyring(2);
	kks_decoded *decoded = NULL;
	kks_list *list = NULL;
	kks_error *error = NULL;
	kks_status status;
	size_t i, length, needed;
	int64_t value;

	if (!ring)
		return;
	status = kks_decode(ring, in[1].data, in[1].length, &decoded, &error);
	kks_keyring_free(ring);
	if (status != KKS_OK) {
		put_error(status, error);
		return;
	}
	put_text("ok");
	for (i = 0; i < sizeof texts / sizeof *texts; i++) {
		status = kks_decoded_text(decoded, texts[i], NULL, 0, &needed);
		if (status == KKS_BUFFER_TOO_SMALL) {
			status = kks_decoded_text(decoded, texts[i], buffer, needed + 1, &length);
			check(status == KKS_OK && length == needed && buffer[length] == 0,
			      "the size needed");
			put(buffer, length);
		} else {
			put_text(kks_status_code(status));
			put(NULL, 0);
			continue;
		}
		put_text("ok");
	}
	for (i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		check(kks_decoded_number(decoded, numbers[i], &value) == KKS_OK, "a number");
		put_number(value);
	}
	check(kks_decoded_list(decoded, KKS_LIST_SERVER_VALUES, &list) == KKS_OK, "the values");
	kks_decoded_free(decoded);
	put_list(list);
}

static void explain(void)
{
	kks_keyring *ring = keyring(5);
	kks_explanation *explanation = NULL;
	kks_request request;
	int64_t status;

	if (!ring)
		return;
	kks_request_init(&request, sizeof request);
	request.now = number(2);
	request.remote_addr = in[3].data;
	request.remote_addr_length = in[3].length;
	request.request_uri = in[4].data;
	request.request_uri_length = in[4].length;
	check(kks_explain(ring, in[1].data, in[1].length, &request, &explanation, NULL) == KKS_OK,
	      "kks_explain");
	if (kks_explanation_number(explanation, KKS_FIELD_STATUS, &status) == KKS_OK) {
		put_number(status);
		kks_explanation_text(explanation, KKS_FIELD_STATUS, buffer, ROOM, NULL);
		put_text(buffer);
	} else {
		put_text("none");
	}
	kks_explanation_free(explanation);
	kks_keyring_free(ring);
}

static void grants(void)
{
	kks_keyring *ring = keyring(4);
	kks_decoded *decoded = NULL;
	int32_t granted = -1;

	if (!ring)
		return;
	check(kks_decode(ring, in[1].data, in[1].length, &decoded, NULL) == KKS_OK, "kks_decode");
	check(kks_decoded_grants(decoded, in[2].data, in[2].length, in[3].data, in[3].length,
				 &granted) == KKS_OK, "kks_decoded_grants");
	put_number(granted);
	kks_decoded_free(decoded);
	kks_keyring_free(ring);
}

static void app_token(void)
{
	check(kks_app_token_hash(in[1].data, in[1].length, in[2].data, in[2].length, in[3].data,
				 in[3].length, buffer, ROOM, NULL, NULL) == KKS_OK, "the hash");
	put_text(buffer);
}

int main(void)
{
	static const struct kind kinds[] = {
		{"generate", generate}, {"decode", decode}, {"explain", explain},
		{"grants", grants}, {"app_token", app_token}
	};

	return answer_all(kinds, sizeof kinds / sizeof *kinds);
}
