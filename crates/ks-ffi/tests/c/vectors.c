/*
 * Runs the golden vectors through the C ABI. vectors.rs writes each vector as a
 * record of fields and compares the record that this program returns, so this
 * program neither parses JSON nor contains expected values.
 *
 * A record is the number of fields, followed by the length and the bytes of each
 * field. Numbers have 32 bits in native byte order. The length 0xffffffff
 * represents NULL.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ks.h"

#define MOST 64
#define ROOM (1u << 20)

struct field {
	char *data;
	uint32_t length;
};

static struct field in[MOST];
static uint32_t in_count;
static struct field out[1 << 14];
static uint32_t out_count;
static char buffer[ROOM];

static void check(int holds, const char *what)
{
	if (!holds) {
		fprintf(stderr, "%.*s: %s\n", (int)in[0].length, in_count ? in[0].data : "", what);
		exit(1);
	}
}

static int read_record(void)
{
	uint32_t i;

	if (fread(&in_count, sizeof in_count, 1, stdin) != 1)
		return 0;
	check(in_count <= MOST, "too many fields");
	for (i = 0; i < in_count; i++) {
		struct field *field = &in[i];

		check(fread(&field->length, sizeof field->length, 1, stdin) == 1, "cut");
		field->data = NULL;
		if (field->length == UINT32_MAX) {
			field->length = 0;
			continue;
		}
		/* The exact size, so that valgrind detects a read past the end. */
		field->data = malloc(field->length ? field->length : 1);
		check(field->data != NULL, "no memory");
		check(fread(field->data, 1, field->length, stdin) == field->length, "cut");
	}
	return 1;
}

static void put(const char *data, size_t length)
{
	struct field *field = &out[out_count++];

	check(out_count < sizeof out / sizeof *out, "too many results");
	field->length = data ? (uint32_t)length : UINT32_MAX;
	field->data = malloc(length + 1);
	check(field->data != NULL, "no memory");
	if (data && length)
		memcpy(field->data, data, length);
}

static void put_text(const char *text)
{
	put(text, strlen(text));
}

static void put_number(int64_t number)
{
	char text[32];

	snprintf(text, sizeof text, "%" PRId64, number);
	put_text(text);
}

static void put_error(kks_status status, kks_error *error)
{
	check(kks_error_status(error) == status, "status and error differ");
	put_text(kks_error_code(error));
	put_text(kks_error_message(error));
	kks_error_free(error);
}

static void write_record(void)
{
	uint32_t i;

	fwrite(&out_count, sizeof out_count, 1, stdout);
	for (i = 0; i < out_count; i++) {
		fwrite(&out[i].length, sizeof out[i].length, 1, stdout);
		if (out[i].length != UINT32_MAX)
			fwrite(out[i].data, 1, out[i].length, stdout);
		free(out[i].data);
	}
	for (i = 0; i < in_count; i++)
		free(in[i].data);
	out_count = 0;
}

/* Reads a number that may be missing. */
static int64_t number(uint32_t i)
{
	char text[32] = "";

	if (!in[i].data)
		return KKS_UNSET;
	check(in[i].length < sizeof text, "no number");
	memcpy(text, in[i].data, in[i].length);
	return strtoll(text, NULL, 10);
}

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

static void put_list(kks_list *list)
{
	size_t i;

	for (i = 0; i < kks_list_count(list); i++) {
		const char *name, *value;
		size_t name_length, value_length;

		check(kks_list_get(list, i, &name, &name_length, &value, &value_length) == KKS_OK,
		      "an entry");
		put(name, name_length);
		put(value, value_length);
	}
	kks_list_free(list);
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
	static const struct {
		const char *name;
		void (*run)(void);
	} kinds[] = {
		{"generate", generate}, {"decode", decode}, {"explain", explain},
		{"grants", grants}, {"app_token", app_token}
	};
	size_t i;

	while (read_record()) {
		for (i = 0; i < sizeof kinds / sizeof *kinds; i++)
			if (in[0].length == strlen(kinds[i].name) &&
			    memcmp(in[0].data, kinds[i].name, in[0].length) == 0)
				kinds[i].run();
		check(out_count > 0, "an unknown kind");
		write_record();
	}
	return 0;
}
