/*
 * libks for C++17 and later: ks.h with RAII, any text in and std::string out.
 *
 *     kks::signer signer(1234567, secret);
 *     kks::session session;
 *     session.user_id = "user@example.com";
 *     session.expiry = 3600;
 *     session.privileges = "sview:0_abc123";
 *     std::string ks = signer.generate(session);
 *
 * What can fail throws kks::error, which has the stable code string and the
 * words. What makes or reads a KS, a signer or a keyring comes a second time
 * with try_ before its name and gives a kks::result, which holds the value or
 * the error; then nothing is thrown but std::bad_alloc, and what your own
 * revoked throws. What is asked of a KS that was read only throws.
 *
 * Structs own their texts. Handles are move-only. What holds in ks.h holds
 * here: threads may share them, and texts that are given to a function are only
 * read during the call.
 *
 * Only in ks.h: kks_abi_version, kks_parse_partner_id, kks_rounded_end,
 * kks_parse_v1_privileges, kks_rebuild_v1_privileges, and generate_many into
 * one buffer.
 */
#ifndef KALTURA_KS_HPP
#define KALTURA_KS_HPP

#include <cstdint>
#include <exception>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "ks.h"

namespace kks {

/** Why a call failed. what() says what to do; it never holds a secret. */
class error : public std::runtime_error {
public:
	error(kks_status status, std::string code, const std::string &message)
	    : std::runtime_error(message), status_(status), code_(std::move(code)) {}

	/** The number: KKS_EXPIRED, ... */
	kks_status status() const noexcept { return status_; }
	/** The code, the same string in every language: "expired", ... */
	const std::string &code() const noexcept { return code_; }

private:
	kks_status status_;
	std::string code_;
};

/** A value, or the error because of which there is none. */
template <class T>
class [[nodiscard]] result {
public:
	result(T value) : held_(std::move(value)) {}
	result(kks::error failure) : held_(std::move(failure)) {}

	explicit operator bool() const noexcept { return std::holds_alternative<T>(held_); }

	/** The value; throws the error if there is none. */
	T &value() & { return check(), std::get<T>(held_); }
	const T &value() const & { return check(), std::get<T>(held_); }
	T value() && { return check(), std::get<T>(std::move(held_)); }

	/** The error. Only where there is no value. */
	const kks::error &error() const & { return std::get<kks::error>(held_); }
	kks::error error() && { return std::get<kks::error>(std::move(held_)); }

private:
	void check() const
	{
		if (auto *failure = std::get_if<kks::error>(&held_))
			throw *failure;
	}

	std::variant<T, kks::error> held_;
};

/**
 * A text that a function is given, for the time of the call: a literal, a
 * std::string, what converts to std::string_view. A null pointer, such as getenv
 * gives, is an error and no crash.
 */
class any_text {
public:
	any_text(const char *ended) : data_(ended), size_(KKS_NUL_TERMINATED) {}
	template <class Text,
		  class = std::enable_if_t<std::is_convertible_v<const Text &, std::string_view> &&
					   !std::is_convertible_v<const Text &, const char *>>>
	any_text(const Text &given)
	{
		std::string_view view = given;
		// An empty view may have no address, but it is given.
		data_ = view.data() ? view.data() : "";
		size_ = view.size();
	}

	const char *data() const noexcept { return data_; }
	/** KKS_NUL_TERMINATED for one that ends in NUL. */
	std::size_t size() const noexcept { return size_; }

	/** A copy, which is empty for a null pointer. */
	explicit operator std::string() const
	{
		if (!data_)
			return {};
		return size_ == KKS_NUL_TERMINATED ? std::string(data_) : std::string(data_, size_);
	}

private:
	const char *data_;
	std::size_t size_;
};

/** Texts that a function is given: some in braces, or a vector of them. */
class any_texts {
public:
	any_texts(std::initializer_list<any_text> some)
	{
		for (const any_text &one : some)
			add(one);
	}
	template <class Text>
	any_texts(const std::vector<Text> &some)
	{
		for (const Text &one : some)
			add(one);
	}

	const char *const *data() const noexcept { return data_.data(); }
	const std::size_t *sizes() const noexcept { return sizes_.data(); }
	std::size_t count() const noexcept { return data_.size(); }

private:
	void add(const any_text &one)
	{
		data_.push_back(one.data());
		sizes_.push_back(one.size());
	}

	std::vector<const char *> data_;
	std::vector<std::size_t> sizes_;
};

/** A privilege: a name, perhaps with a value. */
struct privilege {
	privilege(const any_text &its_name, std::optional<any_text> its_value = std::nullopt) : name(its_name)
	{
		if (its_value && its_value->data())
			value.emplace(*its_value);
	}

	std::string name;
	std::optional<std::string> value;
};

/** An entry of a list: a name with a value, or a code with a sentence. */
struct entry {
	std::string name;
	std::optional<std::string> value;
};

/** What a KS is to say; see kks_session. Only the user must be set. */
struct session {
	std::optional<std::string> user_id = std::nullopt;
	bool anonymous = false;
	std::optional<std::int64_t> type = std::nullopt;
	std::optional<std::int64_t> expiry = std::nullopt;
	std::optional<std::int64_t> expires_at = std::nullopt;
	std::optional<std::string> privileges = std::nullopt;
	std::vector<privilege> privilege_list = {};
	std::optional<std::int64_t> version = std::nullopt;
	std::optional<std::int64_t> master_partner_id = std::nullopt;
	std::optional<std::string> additional_data = std::nullopt;
	std::optional<std::string> nonce = std::nullopt;
	std::optional<std::int64_t> now = std::nullopt;
};

/** A request as Kaltura's server would see it; see kks_request. */
struct request {
	std::optional<std::string> remote_addr = std::nullopt;
	std::optional<std::string> request_uri = std::nullopt;
	std::vector<privilege> can = {};
	std::optional<std::int64_t> now = std::nullopt;
};

/** What a service expects of a KS; see kks_expected. Only the partner must be set. */
struct expected {
	std::int64_t partner_id = KKS_UNSET;
	std::optional<std::int64_t> now = std::nullopt;
	std::optional<std::string> remote_addr = std::nullopt;
	std::optional<std::string> request_uri = std::nullopt;
	std::vector<privilege> required = {};
	/** Asked last, with the hash of the session and of its group, if it is in
	    one. What it throws, verify throws. */
	std::function<bool(std::string_view, std::optional<std::string_view>)> revoked = {};
};

/** How all of this is done. Nothing here is for users of the header. */
namespace detail {

template <class T, kks_status (*Free)(T *)>
struct freed {
	void operator()(T *handle) const noexcept { Free(handle); }
};

template <class T, kks_status (*Free)(T *)>
using handle = std::unique_ptr<T, freed<T, Free>>;

/** The error of a call; takes the error object. */
inline error failure(kks_status status, kks_error *said)
{
	handle<kks_error, kks_error_free> owned(said);
	if (!said)
		return {status, kks_status_code(status), kks_status_message(status)};
	return {status, kks_error_code(said), kks_error_message(said)};
}

/** Calls what writes a handle, and an error, at the end of its arguments. */
template <class Owner, class T, class Call>
result<Owner> make(Call call)
{
	T *made = nullptr;
	kks_error *said = nullptr;
	kks_status status = call(&made, &said);
	if (status != KKS_OK)
		return failure(status, said);
	return Owner(made);
}

/** Calls what writes text, with room enough. */
template <class Call>
result<std::string> text(Call call)
{
	std::string text(384, '\0');
	for (;;) {
		std::size_t length = 0;
		kks_error *said = nullptr;
		kks_status status = call(text.data(), text.size(), &length, &said);
		if (status == KKS_BUFFER_TOO_SMALL) {
			kks_error_free(said);
			text.resize(length + 1);
			continue;
		}
		if (status != KKS_OK)
			return failure(status, said);
		text.resize(length);
		return text;
	}
}

/** A text field that may be absent. */
template <class T, kks_status (*Get)(const T *, std::int32_t, char *, std::size_t, std::size_t *)>
std::optional<std::string> field(const T *from, std::int32_t which)
{
	auto found = text([&](char *buffer, std::size_t capacity, std::size_t *length, kks_error **) {
		return Get(from, which, buffer, capacity, length);
	});
	if (!found && found.error().status() == KKS_NO_VALUE)
		return std::nullopt;
	return std::move(found).value();
}

/** A number field that may be absent. */
template <class T, kks_status (*Get)(const T *, std::int32_t, std::int64_t *)>
std::optional<std::int64_t> number(const T *from, std::int32_t which)
{
	std::int64_t number = 0;
	kks_status status = Get(from, which, &number);
	if (status == KKS_NO_VALUE)
		return std::nullopt;
	if (status != KKS_OK)
		throw failure(status, nullptr);
	return number;
}

inline result<std::vector<entry>> entries(kks_status status, kks_list *list, kks_error *said)
{
	handle<kks_list, kks_list_free> owned(list);
	if (status != KKS_OK)
		return failure(status, said);
	std::vector<entry> entries(kks_list_count(list));
	for (std::size_t i = 0; i < entries.size(); i++) {
		const char *name = nullptr, *value = nullptr;
		std::size_t name_length = 0, value_length = 0;
		kks_list_get(list, i, &name, &name_length, &value, &value_length);
		entries[i].name.assign(name, name_length);
		if (value)
			entries[i].value.emplace(value, value_length);
	}
	return entries;
}

inline void set(const char *&text, std::size_t &length, const std::optional<std::string> &given)
{
	if (given) {
		text = given->data();
		length = given->size();
	}
}

inline void set(std::int64_t &number, std::optional<std::int64_t> given)
{
	// The one number that says "not given" is as far out of bounds as the next.
	if (given)
		number = *given == KKS_UNSET ? KKS_UNSET + 1 : *given;
}

inline std::vector<kks_privilege> privileges(const std::vector<privilege> &given)
{
	std::vector<kks_privilege> privileges;
	privileges.reserve(given.size());
	for (const privilege &one : given) {
		kks_privilege c = {one.name.data(), one.name.size(), nullptr, KKS_NUL_TERMINATED};
		set(c.value, c.value_length, one.value);
		privileges.push_back(c);
	}
	return privileges;
}

/** A kks_session that points to the texts of a session. */
struct c_session {
	explicit c_session(const session &given) : list(privileges(given.privilege_list))
	{
		kks_session_init(&c, sizeof c);
		set(c.user_id, c.user_id_length, given.user_id);
		set(c.privileges, c.privileges_length, given.privileges);
		c.privilege_list = list.data();
		c.privilege_count = list.size();
		set(c.additional_data, c.additional_data_length, given.additional_data);
		set(c.nonce, c.nonce_length, given.nonce);
		set(c.type, given.type);
		set(c.expiry, given.expiry);
		set(c.expires_at, given.expires_at);
		set(c.master_partner_id, given.master_partner_id);
		set(c.version, given.version);
		set(c.now, given.now);
		c.anonymous = given.anonymous;
	}

	std::vector<kks_privilege> list;
	kks_session c;
};

/** The caller's revocation check, and what it threw. */
struct revocation {
	const std::function<bool(std::string_view, std::optional<std::string_view>)> &ask;
	std::exception_ptr thrown;
};

} // namespace detail

extern "C" {
/* No exception may go through the library: it is kept, and the answer is yes. */
inline std::int32_t kks_detail_is_revoked(const char *session, const char *group, void *context)
{
	auto *revocation = static_cast<detail::revocation *>(context);
	try {
		std::optional<std::string_view> hash;
		if (group)
			hash = group;
		return revocation->ask(session, hash);
	} catch (...) {
		revocation->thrown = std::current_exception();
		return 1;
	}
}
}

/** A KS that verify accepted. */
class verified {
public:
	explicit verified(kks_verified *made) : handle_(made) {}

	std::int64_t version() const { return *number(KKS_FIELD_VERSION); }
	std::int64_t partner_id() const { return *number(KKS_FIELD_PARTNER_ID); }
	std::int64_t type() const { return *number(KKS_FIELD_TYPE); }
	std::int64_t expires_at() const { return *number(KKS_FIELD_EXPIRES_AT); }
	std::int64_t secret_index() const { return *number(KKS_FIELD_SECRET_INDEX); }
	bool is_admin() const { return *number(KKS_FIELD_IS_ADMIN) != 0; }
	/** Nobody's in particular, as widget sessions are, which anybody can get. */
	bool is_anonymous() const { return *number(KKS_FIELD_IS_ANONYMOUS) != 0; }
	std::optional<std::int64_t> master_partner_id() const
	{
		return number(KKS_FIELD_MASTER_PARTNER_ID);
	}
	std::optional<std::string> user_id() const { return text(KKS_FIELD_USER_ID); }
	std::string privileges_text() const { return *text(KKS_FIELD_PRIVILEGES); }
	std::optional<std::string> additional_data() const { return text(KKS_FIELD_ADDITIONAL_DATA); }
	std::string session_hash() const { return *text(KKS_FIELD_SESSION_HASH); }
	std::optional<std::string> session_id_hash() const { return text(KKS_FIELD_SESSION_ID_HASH); }
	/** Each name with its value text. */
	std::vector<entry> privileges() const { return list(KKS_LIST_PRIVILEGES); }
	/** Each name once for each of its values. */
	std::vector<entry> values() const { return list(KKS_LIST_VALUES); }

	const kks_verified *get() const noexcept { return handle_.get(); }

private:
	std::optional<std::string> text(std::int32_t which) const
	{
		return detail::field<kks_verified, kks_verified_text>(get(), which);
	}
	std::optional<std::int64_t> number(std::int32_t which) const
	{
		return detail::number<kks_verified, kks_verified_number>(get(), which);
	}
	std::vector<entry> list(std::int32_t which) const
	{
		kks_list *list = nullptr;
		kks_status status = kks_verified_list(get(), which, &list);
		return detail::entries(status, list, nullptr).value();
	}

	detail::handle<kks_verified, kks_verified_free> handle_;
};

/** A KS as the server sees it. For people: do not let anybody in by it. */
class decoded {
public:
	explicit decoded(kks_decoded *made) : handle_(made) {}

	std::int64_t version() const { return *number(KKS_FIELD_VERSION); }
	std::int64_t secret_index() const { return *number(KKS_FIELD_SECRET_INDEX); }
	std::optional<std::int64_t> partner_id() const { return number(KKS_FIELD_PARTNER_ID); }
	std::optional<std::int64_t> type() const { return number(KKS_FIELD_TYPE); }
	std::optional<std::int64_t> expires_at() const { return number(KKS_FIELD_EXPIRES_AT); }
	std::optional<std::int64_t> master_partner_id() const
	{
		return number(KKS_FIELD_MASTER_PARTNER_ID);
	}
	bool is_canonical() const { return *number(KKS_FIELD_IS_CANONICAL) != 0; }
	bool is_admin() const { return *number(KKS_FIELD_IS_ADMIN) != 0; }
	bool is_widget() const { return *number(KKS_FIELD_IS_WIDGET) != 0; }
	bool is_anonymous() const { return *number(KKS_FIELD_IS_ANONYMOUS) != 0; }
	std::optional<std::string> user_id() const { return text(KKS_FIELD_USER_ID); }
	std::string privileges_text() const { return *text(KKS_FIELD_PRIVILEGES); }
	std::optional<std::string> additional_data() const { return text(KKS_FIELD_ADDITIONAL_DATA); }
	std::string session_hash() const { return *text(KKS_FIELD_SESSION_HASH); }
	std::optional<std::string> session_id_hash() const { return text(KKS_FIELD_SESSION_ID_HASH); }
	/** A field as the server holds it: one of KKS_RAW_... Throws where the
	    server reads an array. */
	std::optional<std::string> raw(std::int32_t which) const { return text(which); }
	/** Each name with its value text. */
	std::vector<entry> privileges() const { return list(KKS_LIST_PRIVILEGES); }
	/** Each name once for each of its values. */
	std::vector<entry> values() const { return list(KKS_LIST_VALUES); }
	/** Each way in which it is not written as it should be. */
	std::vector<entry> warnings() const { return list(KKS_LIST_WARNINGS); }

	/** Advice on it; see kks_lint. */
	std::vector<entry> lint(std::optional<std::int64_t> now = std::nullopt) const
	{
		kks_list *list = nullptr;
		kks_status status = kks_decoded_lint(get(), now.value_or(KKS_UNSET), &list);
		return detail::entries(status, list, nullptr).value();
	}

	/** The server's own privilege test. */
	bool grants(const any_text &name, const std::optional<any_text> &value = std::nullopt) const
	{
		any_text asked = value.value_or(nullptr);
		std::int32_t granted = 0;
		kks_status status = kks_decoded_grants(get(), name.data(), name.size(), asked.data(),
						       asked.size(), &granted);
		if (status != KKS_OK)
			throw detail::failure(status, nullptr);
		return granted != 0;
	}

	const kks_decoded *get() const noexcept { return handle_.get(); }

private:
	std::optional<std::string> text(std::int32_t which) const
	{
		return detail::field<kks_decoded, kks_decoded_text>(get(), which);
	}
	std::optional<std::int64_t> number(std::int32_t which) const
	{
		return detail::number<kks_decoded, kks_decoded_number>(get(), which);
	}
	std::vector<entry> list(std::int32_t which) const
	{
		kks_list *list = nullptr;
		kks_status status = kks_decoded_list(get(), which, &list);
		return detail::entries(status, list, nullptr).value();
	}

	detail::handle<kks_decoded, kks_decoded_free> handle_;
};

/** What Kaltura would answer to a KS, and why. */
class explanation {
public:
	explicit explanation(kks_explanation *made) : handle_(made) {}

	/** The server's status, 1 for OK; none where the server itself fails. */
	std::optional<std::int64_t> status() const
	{
		return detail::number<kks_explanation, kks_explanation_number>(get(),
									      KKS_FIELD_STATUS);
	}
	/** Its name: "OK", "EXPIRED", ... */
	std::optional<std::string> status_name() const { return text(KKS_FIELD_STATUS); }
	/** The API error that a client would see; none when the KS is accepted. */
	std::optional<std::string> api_error() const { return text(KKS_FIELD_API_ERROR); }
	/** Why, in a sentence. */
	std::string reason() const { return *text(KKS_FIELD_REASON); }

	/** Whether the privilege can[index] of the request is granted. */
	bool granted(std::size_t index) const
	{
		std::int32_t granted = 0;
		kks_status status = kks_explanation_granted(get(), index, &granted);
		if (status != KKS_OK)
			throw detail::failure(status, nullptr);
		return granted != 0;
	}

	/** The KS, if one of the secrets signed it. */
	std::optional<kks::decoded> decoded() const
	{
		kks_decoded *made = nullptr;
		kks_status status = kks_explanation_decoded(get(), &made);
		if (status == KKS_NO_VALUE)
			return std::nullopt;
		if (status != KKS_OK)
			throw detail::failure(status, nullptr);
		return kks::decoded(made);
	}

	const kks_explanation *get() const noexcept { return handle_.get(); }

private:
	std::optional<std::string> text(std::int32_t which) const
	{
		return detail::field<kks_explanation, kks_explanation_text>(get(), which);
	}

	detail::handle<kks_explanation, kks_explanation_free> handle_;
};

/** What a KS shows without a secret. Nothing of it is verified. */
class unverified {
public:
	explicit unverified(kks_unverified *made) : handle_(made) {}

	std::int64_t version() const { return *number(KKS_FIELD_VERSION); }
	std::optional<std::int64_t> partner_id() const { return number(KKS_FIELD_PARTNER_ID); }
	std::string partner_text() const { return *text(KKS_FIELD_PARTNER_ID); }
	std::optional<std::int64_t> encrypted_bytes() const { return number(KKS_FIELD_ENCRYPTED_BYTES); }
	bool is_truncated() const { return *number(KKS_FIELD_IS_TRUNCATED) != 0; }
	/** v1: a field that it claims, one of KKS_RAW_... */
	std::optional<std::string> claim(std::int32_t which) const { return text(which); }

	const kks_unverified *get() const noexcept { return handle_.get(); }

private:
	std::optional<std::string> text(std::int32_t which) const
	{
		return detail::field<kks_unverified, kks_unverified_text>(get(), which);
	}
	std::optional<std::int64_t> number(std::int32_t which) const
	{
		return detail::number<kks_unverified, kks_unverified_number>(get(), which);
	}

	detail::handle<kks_unverified, kks_unverified_free> handle_;
};

/** Makes KSs for one partner with its admin secret. */
class signer {
public:
	signer(std::int64_t partner_id, const any_text &secret)
	    : signer(try_make(partner_id, secret).value()) {}
	explicit signer(kks_signer *made) : handle_(made) {}

	static result<signer> try_make(std::int64_t partner_id, const any_text &secret)
	{
		return detail::make<signer, kks_signer>([&](kks_signer **made, kks_error **said) {
			return kks_signer_new(partner_id, secret.data(), secret.size(), made, said);
		});
	}

	/** The partner that it signs for. */
	std::int32_t partner_id() const
	{
		std::int32_t partner_id = 0;
		kks_status status = kks_signer_partner_id(get(), &partner_id);
		if (status != KKS_OK)
			throw detail::failure(status, nullptr);
		return partner_id;
	}

	/** Makes a KS. */
	std::string generate(const session &session) const { return try_generate(session).value(); }
	result<std::string> try_generate(const session &session) const
	{
		detail::c_session given(session);
		return detail::text([&](char *buffer, std::size_t capacity, std::size_t *length,
					kks_error **said) {
			return kks_signer_generate(get(), &given.c, buffer, capacity, length, said);
		});
	}

	/** Makes many KSs, in order, each with its own result. */
	[[nodiscard]] std::vector<result<std::string>>
	generate_many(const std::vector<session> &sessions) const
	{
		std::vector<result<std::string>> made;
		made.reserve(sessions.size());
		for (const session &session : sessions)
			made.push_back(try_generate(session));
		return made;
	}

	/** Signs a KS of its secret anew, with the end, clock and nonce of the session. */
	std::string renew(const any_text &ks, const session &session) const
	{
		return try_renew(ks, session).value();
	}
	result<std::string> try_renew(const any_text &ks, const session &session) const
	{
		detail::c_session given(session);
		return detail::text([&](char *buffer, std::size_t capacity, std::size_t *length,
					kks_error **said) {
			return kks_signer_renew(get(), ks.data(), ks.size(),
						&given.c, buffer, capacity, length, said);
		});
	}

	const kks_signer *get() const noexcept { return handle_.get(); }

private:
	detail::handle<kks_signer, kks_signer_free> handle_;
};

/** The admin secrets of one partner, the current one first. */
class keyring {
public:
	explicit keyring(const any_text &secret) : keyring(try_make({secret}).value()) {}
	keyring(std::initializer_list<any_text> secrets) : keyring(try_make(secrets).value()) {}
	template <class Text>
	explicit keyring(const std::vector<Text> &secrets) : keyring(try_make(secrets).value()) {}
	explicit keyring(kks_keyring *made) : handle_(made) {}

	static result<keyring> try_make(const any_texts &secrets)
	{
		return detail::make<keyring, kks_keyring>([&](kks_keyring **made, kks_error **said) {
			return kks_keyring_rotating(secrets.data(), secrets.sizes(), secrets.count(),
						    made, said);
		});
	}

	/** Of any secrets at all, to look into KSs; verify refuses to use it. */
	static keyring unchecked(const any_texts &secrets)
	{
		auto call = [&](kks_keyring **made, kks_error **said) {
			return kks_keyring_unchecked(secrets.data(), secrets.sizes(), secrets.count(),
						     made, said);
		};
		return detail::make<keyring, kks_keyring>(call).value();
	}

	/** Reads a KS as the server does. For people; a service uses verify. */
	kks::decoded decode(const any_text &ks) const { return try_decode(ks).value(); }
	result<kks::decoded> try_decode(const any_text &ks) const
	{
		return detail::make<kks::decoded, kks_decoded>([&](kks_decoded **made,
								   kks_error **said) {
			return kks_decode(get(), ks.data(), ks.size(), made, said);
		});
	}

	/** decode for a server whose PHP reads so many fields (max_input_vars). */
	kks::decoded decode_with_limit(const any_text &ks, std::size_t max_fields) const
	{
		return try_decode_with_limit(ks, max_fields).value();
	}
	result<kks::decoded> try_decode_with_limit(const any_text &ks, std::size_t max_fields) const
	{
		return detail::make<kks::decoded, kks_decoded>([&](kks_decoded **made,
								   kks_error **said) {
			return kks_decode_with_limit(get(), ks.data(), ks.size(), max_fields, made,
						     said);
		});
	}

	/** Accepts a KS, or says why not. */
	kks::verified verify(const any_text &ks, const expected &expected) const
	{
		return try_verify(ks, expected).value();
	}
	result<kks::verified> try_verify(const any_text &ks, const expected &expected) const
	{
		auto required = detail::privileges(expected.required);
		detail::revocation revocation{expected.revoked, nullptr};
		kks_expected given;
		kks_expected_init(&given, sizeof given);
		given.partner_id = expected.partner_id;
		detail::set(given.now, expected.now);
		detail::set(given.remote_addr, given.remote_addr_length, expected.remote_addr);
		detail::set(given.request_uri, given.request_uri_length, expected.request_uri);
		given.required = required.data();
		given.required_count = required.size();
		if (expected.revoked) {
			given.revoked = kks_detail_is_revoked;
			given.revoked_context = &revocation;
		}
		auto answer = detail::make<kks::verified, kks_verified>([&](kks_verified **made,
									    kks_error **said) {
			return kks_verify(get(), ks.data(), ks.size(), &given, made,
					  said);
		});
		if (revocation.thrown)
			std::rethrow_exception(revocation.thrown);
		return answer;
	}

	/** Says what Kaltura would answer to a KS, and why. */
	kks::explanation explain(const any_text &ks, const request &request = {}) const
	{
		return try_explain(ks, request).value();
	}
	result<kks::explanation> try_explain(const any_text &ks, const request &request = {}) const
	{
		auto can = detail::privileges(request.can);
		kks_request given;
		kks_request_init(&given, sizeof given);
		detail::set(given.now, request.now);
		detail::set(given.remote_addr, given.remote_addr_length, request.remote_addr);
		detail::set(given.request_uri, given.request_uri_length, request.request_uri);
		given.can = can.data();
		given.can_count = can.size();
		return detail::make<kks::explanation, kks_explanation>([&](kks_explanation **made,
									   kks_error **said) {
			return kks_explain(get(), ks.data(), ks.size(), &given, made,
					   said);
		});
	}

	/** Signs a KS of any of its secrets anew with the first. */
	std::string renew(const any_text &ks, const session &session) const
	{
		return try_renew(ks, session).value();
	}
	result<std::string> try_renew(const any_text &ks, const session &session) const
	{
		detail::c_session given(session);
		return detail::text([&](char *buffer, std::size_t capacity, std::size_t *length,
					kks_error **said) {
			return kks_renew(get(), ks.data(), ks.size(), &given.c,
					 buffer, capacity, length, said);
		});
	}

	const kks_keyring *get() const noexcept { return handle_.get(); }

private:
	detail::handle<kks_keyring, kks_keyring_free> handle_;
};

/** Looks at a KS without a secret. */
inline result<unverified> try_inspect(const any_text &ks)
{
	return detail::make<unverified, kks_unverified>([&](kks_unverified **made,
							    kks_error **said) {
		return kks_inspect(ks.data(), ks.size(), made, said);
	});
}
inline unverified inspect(const any_text &ks) { return try_inspect(ks).value(); }

/** Makes one KS without a signer to keep. */
inline result<std::string> try_generate(std::int64_t partner_id, const any_text &secret,
					const session &session)
{
	auto made = signer::try_make(partner_id, secret);
	if (!made)
		return made.error();
	return made.value().try_generate(session);
}
inline std::string generate(std::int64_t partner_id, const any_text &secret,
			    const session &session)
{
	return try_generate(partner_id, secret, session).value();
}

/** Advice on a session before it is signed. */
inline result<std::vector<entry>> try_lint(const session &session)
{
	detail::c_session given(session);
	kks_list *list = nullptr;
	kks_error *said = nullptr;
	kks_status status = kks_lint(&given.c, &list, &said);
	return detail::entries(status, list, said);
}
inline std::vector<entry> lint(const session &session) { return try_lint(session).value(); }

/** The tokenHash that appToken.startSession wants; see kks_app_token_hash. */
inline result<std::string> try_app_token_hash(const any_text &ks, const any_text &token,
					      const any_text &hash_type = "SHA1")
{
	return detail::text([&](char *buffer, std::size_t capacity, std::size_t *length,
				kks_error **said) {
		return kks_app_token_hash(ks.data(), ks.size(), token.data(), token.size(),
					  hash_type.data(), hash_type.size(), buffer, capacity,
					  length, said);
	});
}
inline std::string app_token_hash(const any_text &ks, const any_text &token,
				  const any_text &hash_type = "SHA1")
{
	return try_app_token_hash(ks, token, hash_type).value();
}

/** The version of the library that is running. */
inline std::string_view version() { return kks_version(); }

} // namespace kks

#endif /* KALTURA_KS_HPP */
