/*
 * Answers the questions of cases.rs: the cases of tests/cases through the C ABI.
 */
#include "record.h"

#define SECRET "0123456789abcdef0123456789abcdef"
#define PARTNER 1234567
#define NOW 1750000000
#define Z KKS_NUL_TERMINATED

static kks_privilege privileges[MOST];

/* Reads pairs of a name and a value, up to the end of the record. */
static size_t pairs(uint32_t first)
{
	size_t count = 0;

	for (; first + 1 < in_count; first += 2, count++) {
		privileges[count].name = in[first].data;
		privileges[count].name_length = in[first].length;
		privileges[count].value = in[first + 1].data;
		privileges[count].value_length = in[first + 1].length;
	}
	return count;
}

static kks_keyring *keyring(void)
{
	kks_keyring *keyring = NULL;

	check(kks_keyring_new(SECRET, Z, &keyring, NULL) == KKS_OK, "kks_keyring_new");
	return keyring;
}

/* Reads a session: user, type, expiry, end, version, text of privileges, and pairs. */
static kks_session session(void)
{
	kks_session session;

	check(kks_session_init(&session, sizeof session) == KKS_OK, "kks_session_init");
	session.now = NOW;
	session.user_id = in[1].data;
	session.user_id_length = in[1].length;
	session.type = number(2);
	session.expiry = number(3);
	session.expires_at = number(4);
	session.version = number(5);
	session.privileges = in[6].data;
	session.privileges_length = in[6].length;
	session.privilege_count = pairs(7);
	session.privilege_list = privileges;
	return session;
}

static void put_text_field(kks_status status, const char *text)
{
	check(status == KKS_OK || status == KKS_NO_VALUE, "a field");
	if (status == KKS_OK)
		put_text(text);
	else
		put(NULL, 0);
}

static void generate(void)
{
	kks_session made = session();
	kks_error *error = NULL;
	kks_status status =
		kks_generate(PARTNER, SECRET, Z, &made, buffer, ROOM, NULL, &error);

	if (status == KKS_OK)
		put_text("ok");
	else
		put_error(status, error);
}

/* The advice on a session, "ks", and the advice on its KS. */
static void lint(void)
{
	kks_session made = session();
	kks_keyring *ring = keyring();
	kks_decoded *decoded = NULL;
	kks_list *list = NULL;

	check(kks_lint(&made, &list, NULL) == KKS_OK, "kks_lint");
	put_list(list);
	put_text("ks");
	check(kks_generate(PARTNER, SECRET, Z, &made, buffer, ROOM, NULL, NULL) == KKS_OK,
	      "kks_generate");
	check(kks_decode(ring, buffer, Z, &decoded, NULL) == KKS_OK, "kks_decode");
	check(kks_decoded_lint(decoded, NOW, &list) == KKS_OK, "kks_decoded_lint");
	put_list(list);
	kks_decoded_free(decoded);
	kks_keyring_free(ring);
}

static void verify(void)
{
	kks_keyring *ring = keyring();
	kks_verified *verified = NULL;
	kks_verify_options options;
	kks_error *error = NULL;
	kks_status status;

	kks_verify_options_init(&options, sizeof options);
	options.partner_id = PARTNER;
	options.now = NOW;
	options.remote_addr = in[2].data;
	options.remote_addr_length = in[2].length;
	options.request_uri = in[3].data;
	options.request_uri_length = in[3].length;
	options.required_count = pairs(4);
	options.required = privileges;
	status = kks_verify(ring, in[1].data, in[1].length, &options, &verified, &error);
	if (status == KKS_OK)
		put_text("ok");
	else
		put_error(status, error);
	kks_verified_free(verified);
	kks_keyring_free(ring);
}

/* The fields of the explanation, each grant with its rule, "advice", and the advice. */
static void explain(void)
{
	static const int32_t fields[] = {
		KKS_FIELD_STATUS, KKS_FIELD_API_ERROR, KKS_FIELD_REASON, KKS_FIELD_ANSWER_CODE,
		KKS_FIELD_ANSWER_STATUS, KKS_FIELD_ANSWER_CHECK
	};
	kks_keyring *ring = keyring();
	kks_explanation *explanation = NULL;
	kks_list *list = NULL;
	kks_request request;
	int64_t accepted;
	size_t i;

	kks_request_init(&request, sizeof request);
	request.now = number(2);
	request.remote_addr = in[3].data;
	request.remote_addr_length = in[3].length;
	request.request_uri = in[4].data;
	request.request_uri_length = in[4].length;
	request.can_count = pairs(5);
	request.can = privileges;
	check(kks_explain(ring, in[1].data, in[1].length, &request, &explanation, NULL) == KKS_OK,
	      "kks_explain");
	for (i = 0; i < sizeof fields / sizeof *fields; i++)
		put_text_field(kks_explanation_text(explanation, fields[i], buffer, ROOM, NULL), buffer);
	check(kks_explanation_number(explanation, KKS_FIELD_IS_ACCEPTED, &accepted) == KKS_OK,
	      "accepted");
	put_number(accepted);
	check(kks_explanation_list(explanation, KKS_LIST_GRANT_REASONS, &list) == KKS_OK, "grants");
	check(kks_list_count(list) == request.can_count, "a grant for each privilege");
	for (i = 0; i < request.can_count; i++) {
		const char *rule;
		int32_t granted;

		check(kks_explanation_granted(explanation, i, &granted) == KKS_OK, "a grant");
		check(kks_list_get(list, i, &rule, NULL, NULL, NULL) == KKS_OK, "a rule");
		put_number(granted);
		put_text(rule);
	}
	kks_list_free(list);
	put_text("advice");
	check(kks_explanation_list(explanation, KKS_LIST_ADVICE, &list) == KKS_OK, "advice");
	put_list(list);
	kks_explanation_free(explanation);
	kks_keyring_free(ring);
}

int main(void)
{
	static const struct kind kinds[] = {
		{"generate", generate}, {"lint", lint}, {"verify", verify}, {"explain", explain}
	};

	return answer_all(kinds, sizeof kinds / sizeof *kinds);
}
