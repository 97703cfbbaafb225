// Tests every class and function of ks.hpp: results, exceptions and moves.
#include <cstdlib>
#include <iostream>
#include <type_traits>

#include <ks.hpp>

static void check(bool holds, int line)
{
	if (!holds) {
		std::cerr << "wrapper.cpp:" << line << ": the check failed\n";
		std::exit(1);
	}
}
#define CHECK(holds) check(static_cast<bool>(holds), __LINE__)

static_assert(!std::is_copy_constructible_v<kks::signer> && !std::is_copy_assignable_v<kks::signer>);
static_assert(std::is_nothrow_move_constructible_v<kks::signer>);
static_assert(!std::is_copy_constructible_v<kks::keyring>);
static_assert(!std::is_copy_constructible_v<kks::decoded>);
static_assert(!std::is_copy_constructible_v<kks::verified>);

template <class Call>
static std::string thrown(Call call)
{
	try {
		call();
	} catch (const kks::error &error) {
		CHECK(std::string_view(error.what()).size() >= 10);
		CHECK(error.code() == kks_status_code(error.status()));
		return error.code();
	}
	return "nothing";
}

// A temporary that is destroyed with its statement, and too long to be stored
// inside the string object.
static std::string name(const std::string &begin)
{
	return begin + "-and-some-more-that-needs-memory";
}

// Structs own their text, whatever is assigned to them.
static void texts(const kks::signer &signer, const kks::keyring &keyring, std::int64_t now)
{
	const std::string alice = name("alice");
	const std::string_view view = alice;
	kks::session session;
	session.now = now;
	session.user_id = name("alice");
	session.privileges = name("sview:0_a");
	session.additional_data = name("data");
	CHECK(keyring.decode(signer.generate(session)).user_id() == alice);
	CHECK(keyring.decode(signer.generate(session)).additional_data() == name("data"));
	session.user_id = view;
	CHECK(keyring.decode(signer.generate(session)).user_id() == alice);
	session.user_id = alice;
	CHECK(keyring.decode(signer.generate(session)).user_id() == alice);
	session.user_id = std::string("a\0b", 3); // rejected, not truncated
	CHECK(signer.try_generate(session).error().code() == "invalid_user_id");
	session.user_id = "";
	CHECK(signer.try_generate(session).error().code() == "invalid_user_id");
	session.user_id = "alice";
	session.privileges = std::nullopt;
	session.privilege_list = {{name("sview"), name("x")}, {"list", "*"}, {"edit"}, {view, view}};
	auto privileges = keyring.decode(signer.generate(session)).privileges();
	CHECK(privileges.size() == 4 && privileges[0].name == name("sview"));
	CHECK(privileges[0].value == name("x") && privileges[1].value == "*");
	CHECK(!privileges[2].value && privileges[3].value == alice);
	session.privilege_list = {{"edit", std::getenv("KS_UNSET")}};
	CHECK(!keyring.decode(signer.generate(session)).privileges()[0].value);
	session.privilege_list = {{std::getenv("KS_UNSET")}};
	CHECK(signer.try_generate(session).error().code() == "invalid_privilege");

	kks::verify_options options{1234567, now};
	options.remote_addr = name("nowhere");
	session.privilege_list = {{"iprestrict", "10.0.0.1"}};
	std::string ks = signer.generate(session);
	CHECK(keyring.try_verify(ks, options).error().code() == "invalid_remote_addr");
	options.remote_addr = std::string("10.0.0.1");
	CHECK(keyring.verify(std::string_view(ks), options).user_id() == "alice");
	// A partner that is not set is an error, not whatever was in memory.
	CHECK(keyring.try_verify(ks, kks::verify_options{}).error().code() == "invalid_partner_id");
	kks::verify_options nothing;
	CHECK(keyring.try_verify(ks, nothing).error().code() == "invalid_partner_id");

	// A null pointer is an error, not a crash.
	CHECK(thrown([] { kks::signer(1, std::getenv("KS_UNSET")); }) == "null_argument");
	CHECK(thrown([] { kks::keyring(std::getenv("KS_UNSET")); }) == "null_argument");
	CHECK(thrown([&] { keyring.decode(std::getenv("KS_UNSET")); }) == "null_argument");
	CHECK(thrown([] { kks::inspect(std::getenv("KS_UNSET")); }) == "null_argument");

	// The value of a temporary result outlives it.
	auto &&kept = keyring.try_decode(ks).value();
	CHECK(kept.user_id() == "alice");
	auto &&failure = keyring.try_decode("").error();
	CHECK(failure.code() == "empty_ks");
}

#if __cplusplus >= 202002L
static void designated(const kks::signer &signer, const kks::keyring &keyring, std::int64_t now)
{
	std::string ks = signer.generate({.user_id = "a", .expiry = 60, .now = now});
	CHECK(keyring.verify(ks, {.partner_id = 1234567, .now = now}).user_id() == "a");
	CHECK(keyring.explain(ks, {.now = now}).status() == 1);
	ks = signer.generate({.anonymous = true, .privilege_list = {{"sview", "0_a"}}, .now = now});
	CHECK(keyring.explain(ks, {.can = {{"sview", "0_a"}}, .now = now}).granted(0));
}
#endif

int main()
{
	constexpr std::int64_t now = 1750000000;
	const std::string secret = "0123456789abcdef0123456789abcdef";
	const std::string old = "fedcba9876543210fedcba9876543210";

	kks::session session;
	session.user_id = "user@example.com";
	session.type = KKS_ADMIN;
	session.expires_at = now + 60;
	session.privileges = "sview:0_a/0_b,sessionid:x,list:*";
	session.master_partner_id = 99;
	session.additional_data = "data";
	session.now = now;

	kks::signer first(1234567, secret);
	kks::signer signer = std::move(first);
	CHECK(first.get() == nullptr);
	CHECK(thrown([&] { first.generate(session); }) == "null_argument");
	std::string ks = signer.generate(session);
	CHECK(ks != signer.generate(session));

	session.nonce = "000102030405060708090a0b0c0d0e0f";
	std::string fixed = signer.generate(session);
	CHECK(fixed == kks::generate(1234567, secret, session));

	// Text that is longer than the initial buffer.
	std::string user(5000, 'u');
	texts(signer, kks::keyring(secret), now);
#if __cplusplus >= 202002L
	designated(signer, kks::keyring(secret), now);
#endif
	kks::session wide = session;
	wide.user_id = user;
	kks::keyring keyring({old, secret});
	CHECK(kks::keyring({"other", "one"}).try_decode(fixed).error().code() == "bad_signature");
	CHECK(keyring.decode(signer.generate(wide)).user_id() == user);

	// Every way to pass secrets.
	const std::vector<std::string> strings{old, secret};
	CHECK(kks::keyring(strings).decode(fixed).secret_index() == 1);
	CHECK(kks::keyring(std::vector<std::string>{secret}).decode(fixed).secret_index() == 0);
	CHECK(kks::keyring(std::vector<std::string_view>{old, secret}).decode(fixed).secret_index() == 1);
	CHECK(kks::keyring{secret}.decode(fixed).secret_index() == 0);
	CHECK(kks::keyring({secret}).decode(fixed).secret_index() == 0);
	CHECK(kks::keyring::try_make(strings).value().decode(fixed).secret_index() == 1);
	CHECK(signer.partner_id() == 1234567);

	// The signer of a keyring signs with the first secret and renews a KS of any.
	kks::signer current = keyring.signer(1234567);
	kks::decoded renewed = keyring.decode(current.renew(fixed, {60, std::nullopt, now}));
	CHECK(renewed.secret_index() == 0 && renewed.expires_at() == now + 60);
	CHECK(renewed.user_id() == session.user_id && renewed.master_partner_id() == 99);
	CHECK(keyring.try_signer(1LL << 40).error().code() == "invalid_partner_id");
	CHECK(signer.try_renew(fixed).value() != fixed);
	CHECK(signer.try_renew("").error().code() == "empty_ks");

	kks::decoded decoded = keyring.decode(fixed);
	CHECK(decoded.version() == 2 && decoded.secret_index() == 1 && decoded.partner_id() == 1234567);
	CHECK(decoded.type() == KKS_ADMIN && decoded.expires_at() == now + 60);
	CHECK(decoded.master_partner_id() == 99 && decoded.additional_data() == "data");
	CHECK(decoded.is_canonical() && decoded.is_admin());
	CHECK(!decoded.is_widget() && !decoded.is_anonymous());
	CHECK(decoded.privileges_text() == "sview:0_a/0_b,sessionid:x,list:*");
	CHECK(decoded.session_hash().size() == 40 && decoded.group_hash());
	CHECK(decoded.raw(KKS_RAW_RAND) == "000102030405060708090a0b0c0d0e0f");
	CHECK(!decoded.raw(KKS_RAW_PARTNER_PATTERN));
	CHECK(decoded.privileges().size() == 3 && decoded.privileges()[0].value == "0_a/0_b");
	CHECK(decoded.values().size() == 4 && decoded.values()[1].value == "0_b");
	CHECK(decoded.warnings().empty() && decoded.lint(now).size() > 0);
	kks::session viewer;
	viewer.user_id = "viewer";
	viewer.privileges = "sview:0_a/0_b";
	viewer.now = now;
	std::string viewers = signer.generate(viewer);
	CHECK(keyring.decode(viewers).grants("sview", "0_b"));
	CHECK(!keyring.decode(viewers).grants("sview", "0_c") && !keyring.decode(viewers).grants("edit"));
	CHECK(thrown([&] { decoded.raw(-1); }) == "invalid_argument");

	kks::verify_options options{1234567, now};
	options.required = {{"sview", "0_b"}, {"list"}};
	kks::verified verified = keyring.verify(fixed, options);
	CHECK(!verified.is_anonymous() && verified.is_admin());
	CHECK(verified.user_id() == "user@example.com" && verified.partner_id() == 1234567);
	CHECK(verified.session_hash() == decoded.session_hash() && verified.privileges().size() == 3);
	CHECK(verified.values().size() == 4 && verified.version() == 2 && verified.type() == 2);
	CHECK(verified.master_partner_id() == 99 && verified.additional_data() == "data");
	CHECK(verified.expires_at() == now + 60 && verified.secret_index() == 1);
	options.revoked = [&](std::string_view hash, std::optional<std::string_view> group) {
		CHECK(hash == decoded.session_hash() && group == decoded.group_hash());
		return true;
	};
	CHECK(thrown([&] { keyring.verify(fixed, options); }) == "revoked");
	options.revoked = [](std::string_view, std::optional<std::string_view>) { return false; };
	CHECK(keyring.verify(fixed, options).user_id() == session.user_id);
	options.revoked = [](std::string_view, std::optional<std::string_view>) -> bool {
		throw std::runtime_error("the store is down");
	};
	try {
		keyring.verify(fixed, options);
		CHECK(false);
	} catch (const kks::error &) {
		CHECK(false);
	} catch (const std::runtime_error &error) {
		CHECK(std::string_view(error.what()) == "the store is down");
	}
	options.now = now + 60;
	CHECK(keyring.try_verify(fixed, options).error().status() == KKS_EXPIRED);

	kks::request request;
	request.now = now;
	request.can = {{"sview", "0_a"}, {"edit", "0_a"}};
	kks::explanation explanation = keyring.explain(viewers, request);
	CHECK(explanation.status() == 1 && explanation.status_name() == "OK");
	CHECK(!explanation.api_error() && !explanation.reason().empty());
	CHECK(explanation.is_accepted() && !keyring.explain("nothing", request).is_accepted());
	CHECK(explanation.granted(0) && !explanation.granted(1));
	CHECK(explanation.grant_reasons().size() == 2 && explanation.grant_reasons()[0].value);
	CHECK(!explanation.answer_code() && !explanation.answer_status());
	for (const kks::entry &advice : explanation.advice())
		CHECK(!advice.name.empty() && advice.value);
	explanation = keyring.explain("{\"code\":\"MISSING_KS\",\"message\":\"Missing KS\","
				      "\"objectType\":\"KalturaAPIException\"}");
	CHECK(explanation.answer_code() == "MISSING_KS" && explanation.answer_message() == "Missing KS");
	CHECK(explanation.answer_meaning() && explanation.answer_check());
	explanation = keyring.explain(fixed, request);
	CHECK(explanation.decoded()->session_hash() == decoded.session_hash());
	CHECK(!keyring.explain("nothing", request).decoded());

	std::string url = "https://example.com/?ks=" + fixed + "&x=1";
	std::optional<kks::found_ks> found = kks::find(url);
	CHECK(found && found->ks == fixed && url.substr(found->offset, found->length) == fixed);
	CHECK(!kks::find("nothing") && !kks::find(""));
	CHECK(thrown([] { kks::find(std::getenv("KS_UNSET")); }) == "null_argument");

	CHECK(kks::inspect(fixed).partner_id() == 1234567);
	CHECK(kks::inspect(fixed).encrypted_bytes() > 0 && !kks::inspect(fixed).is_truncated());
	kks::session v1 = session;
	v1.version = 1;
	CHECK(kks::inspect(signer.generate(v1)).claim(KKS_RAW_USER) == "user@example.com");
	CHECK(kks::inspect(signer.generate(v1)).version() == 1);
	CHECK(kks::lint(session).size() > 0);
	CHECK(kks::app_token_hash(fixed, "00112233445566778899aabbccddeeff").size() == 40);
	CHECK(kks::app_token_hash(fixed, "t", "SHA512").size() == 128);
	CHECK(kks::version() == KKS_VERSION);

	CHECK(thrown([&] { kks::signer(1, ""); }) == "invalid_secret");
	CHECK(thrown([&] { kks::keyring(std::vector<std::string_view>{}); }) == "invalid_secret");
	CHECK(thrown([] { kks::inspect(""); }) == "empty_ks");
	CHECK(thrown([&] { kks::keyring(old).decode(fixed); }) == "bad_signature");
	CHECK(thrown([&] { kks::app_token_hash(fixed, "t", "CRC"); }) == "invalid_hash_type");
	std::cout << "ok\n";
}
