/*
 * libks for C++17 and later: ks.h with RAII, std::string and exceptions.
 *
 *     kks::signer signer(1234567, secret);
 *     kks::session session;
 *     session.user_id = "user@example.com";
 *     session.expiry = 3600;
 *     session.privileges = "sview:0_abc123";
 *     std::string ks = signer.generate(session);
 *
 * Functions that fail throw kks::error, which contains the stable code and the
 * message. Functions that create or read a KS, signer or keyring also exist
 * with a try_ prefix and return a kks::result, which contains either the value
 * or the error. They throw only std::bad_alloc, and what your own revoked
 * function throws. The accessors of a result that was read only throw.
 *
 * Structs own their text. Handles can be moved but not copied. The contract of
 * ks.h applies here too: threads can share handles, and functions only read
 * their arguments during the call.
 *
 * Only ks.h has kks_abi_version.
 */
#ifndef KALTURA_KS_HPP
#define KALTURA_KS_HPP

#include <cstdint>
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

/** An error. what() says what is wrong and what to do. It never contains a secret. */
class error : public std::runtime_error {
public:
	error(kks_status status, std::string code, const std::string &message)
	    : std::runtime_error(message), status_(status), code_(std::move(code)) {}

	/** The status, such as KKS_EXPIRED. */
	kks_status status() const noexcept { return status_; }
	/** The code, such as "expired", which is the same in every language. */
	const std::string &code() const noexcept { return code_; }

private:
	kks_status status_;
	std::string code_;
};

/** Either a value or an error. */
template <class T>
class [[nodiscard]] result {
public:
	result(T value) : held_(std::move(value)) {}
	result(kks::error failure) : held_(std::move(failure)) {}

	explicit operator bool() const noexcept { return std::holds_alternative<T>(held_); }

	/** Returns the value. Throws the error if there is no value. */
	T &value() & { return check(), std::get<T>(held_); }
	const T &value() const & { return check(), std::get<T>(held_); }
	T value() && { return check(), std::get<T>(std::move(held_)); }

	/** Returns the error. Call it only if there is no value. */
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
 * A text argument: a literal, a std::string, or anything else that converts to
 * std::string_view. A null pointer, such as getenv can return, is an error, not
 * a crash.
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
		// An empty view may have no address, but NULL would mean "not set".
		data_ = view.data() ? view.data() : "";
		size_ = view.size();
	}

	const char *data() const noexcept { return data_; }
	/** The length, or KKS_NUL_TERMINATED for text that ends in NUL. */
	std::size_t size() const noexcept { return size_; }

	/** Copies the text. The copy of a null pointer is empty. */
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

/** Several text arguments: in braces, or as a vector. */
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

/** A privilege: a name and an optional value. */
struct privilege {
	privilege(const any_text &its_name, std::optional<any_text> its_value = std::nullopt) : name(its_name)
	{
		if (its_value && its_value->data())
			value.emplace(*its_value);
	}

	std::string name;
	std::optional<std::string> value;
};

/** An entry of a list: a name and a value, or a code and a message. */
struct entry {
	std::string name;
	std::optional<std::string> value;
};

/** The content of a KS, see kks_session. Only user_id is required. */
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

/** The end of a renewed KS, see kks_signer_renew. It defaults to one day from now. */
struct renewal {
	std::optional<std::int64_t> expiry = std::nullopt;
	std::optional<std::int64_t> expires_at = std::nullopt;
	std::optional<std::int64_t> now = std::nullopt;
};

/** A request to Kaltura's server, see kks_request. */
struct request {
	std::optional<std::string> remote_addr = std::nullopt;
	std::optional<std::string> request_uri = std::nullopt;
	std::vector<privilege> can = {};
	std::optional<std::int64_t> now = std::nullopt;
};

/** What verify checks, see kks_verify_options. Only partner_id is required. */
struct verify_options {
	std::int64_t partner_id = KKS_UNSET;
	std::optional<std::int64_t> now = std::nullopt;
	std::optional<std::string> remote_addr = std::nullopt;
	std::optional<std::string> request_uri = std::nullopt;
	std::vector<privilege> required = {};
	/** Returns true if the session was revoked. verify calls it last, with the
	    session hash and, if the session is in a group, the group hash.
	    verify passes on what it throws. */
	std::function<bool(std::string_view, std::optional<std::string_view>)> revoked = {};
};

/** The implementation. Do not use it directly. */
namespace detail {

template <class T, kks_status (*Free)(T *)>
struct freed {
	void operator()(T *handle) const noexcept { Free(handle); }
};

template <class T, kks_status (*Free)(T *)>
using handle = std::unique_ptr<T, freed<T, Free>>;

/** Converts a failed call to an error, and frees the error object. */
inline error failure(kks_status status, kks_error *details)
{
	handle<kks_error, kks_error_free> owned(details);
	if (!details)
		return {status, kks_status_code(status), kks_status_message(status)};
	return {status, kks_error_code(details), kks_error_message(details)};
}

/** Calls a function whose last parameters are a handle and an error. */
template <class Owner, class T, class Call>
result<Owner> make(Call call)
{
	T *made = nullptr;
	kks_error *details = nullptr;
	kks_status status = call(&made, &details);
	if (status != KKS_OK)
		return failure(status, details);
	return Owner(made);
}

/** Calls a function that writes text, with a buffer that is large enough. */
template <class Call>
result<std::string> text(Call call)
{
	std::string text(384, '\0');
	for (;;) {
		std::size_t length = 0;
		kks_error *details = nullptr;
		kks_status status = call(text.data(), text.size(), &length, &details);
		if (status == KKS_BUFFER_TOO_SMALL) {
			kks_error_free(details);
			text.resize(length + 1);
			continue;
		}
		if (status != KKS_OK)
			return failure(status, details);
		text.resize(length);
		return text;
	}
}

/** Reads a text field that may have no value. */
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

/** Reads a number field that may have no value. */
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

inline result<std::vector<entry>> entries(kks_status status, kks_list *list, kks_error *details)
{
	handle<kks_list, kks_list_free> owned(list);
	if (status != KKS_OK)
		return failure(status, details);
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
	// KKS_UNSET would mean "not set". The next number is out of range too.
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

/** A kks_session that points to the text of a session. */
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

} // namespace detail

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
	/** Returns true if the session has no user, or the user 0 of widget sessions. */
	bool is_anonymous() const { return *number(KKS_FIELD_IS_ANONYMOUS) != 0; }
	std::optional<std::int64_t> master_partner_id() const
	{
		return number(KKS_FIELD_MASTER_PARTNER_ID);
	}
	std::optional<std::string> user_id() const { return text(KKS_FIELD_USER_ID); }
	std::string privileges_text() const { return *text(KKS_FIELD_PRIVILEGES); }
	std::optional<std::string> additional_data() const { return text(KKS_FIELD_ADDITIONAL_DATA); }
	std::string session_hash() const { return *text(KKS_FIELD_SESSION_HASH); }
	std::optional<std::string> group_hash() const { return text(KKS_FIELD_GROUP_HASH); }
	/** Returns each name with its value. */
	std::vector<entry> privileges() const { return list(KKS_LIST_PRIVILEGES); }
	/** Returns one pair for each value of each privilege. */
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

/** A KS as the server reads it. Never use it for access control; use verify. */
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
	std::optional<std::string> group_hash() const { return text(KKS_FIELD_GROUP_HASH); }
	/** Returns a field as the server stores it: any KKS_RAW_ constant. Throws
	    if the server reads the field as an array. */
	std::optional<std::string> raw(std::int32_t which) const { return text(which); }
	/** Returns each name with its value. */
	std::vector<entry> privileges() const { return list(KKS_LIST_PRIVILEGES); }
	/** Returns one pair for each value of each privilege. */
	std::vector<entry> values() const { return list(KKS_LIST_VALUES); }
	/** Returns each deviation from the canonical form. */
	std::vector<entry> warnings() const { return list(KKS_LIST_WARNINGS); }

	/** Returns advice on the KS, see kks_lint. */
	std::vector<entry> lint(std::optional<std::int64_t> now = std::nullopt) const
	{
		kks_list *list = nullptr;
		kks_status status = kks_decoded_lint(get(), now.value_or(KKS_UNSET), &list);
		return detail::entries(status, list, nullptr).value();
	}

	/** Returns true if the server would allow what the privilege is for, by its own
	    lenient rules. */
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

/** Kaltura's answer to a KS, and the reason. */
class explanation {
public:
	explicit explanation(kks_explanation *made) : handle_(made) {}

	/** Returns true if Kaltura would accept the KS. */
	bool is_accepted() const
	{
		return *detail::number<kks_explanation, kks_explanation_number>(
			       get(), KKS_FIELD_IS_ACCEPTED) != 0;
	}
	/** Returns the server's status, 1 for OK. No value if the server itself fails. */
	std::optional<std::int64_t> status() const
	{
		return detail::number<kks_explanation, kks_explanation_number>(get(),
									      KKS_FIELD_STATUS);
	}
	/** Returns the name of the status, such as "EXPIRED". */
	std::optional<std::string> status_name() const { return text(KKS_FIELD_STATUS); }
	/** Returns the API error that a client would see. No value if the KS is accepted. */
	std::optional<std::string> api_error() const { return text(KKS_FIELD_API_ERROR); }
	/** Returns the reason, in a sentence. */
	std::string reason() const { return *text(KKS_FIELD_REASON); }

	/** Returns the code of one of Kaltura's error answers in the text. */
	std::optional<std::string> answer_code() const { return text(KKS_FIELD_ANSWER_CODE); }
	/** Returns the inner status of the answer INVALID_KS. */
	std::optional<std::string> answer_status() const { return text(KKS_FIELD_ANSWER_STATUS); }
	/** Returns the server's message in the answer. */
	std::optional<std::string> answer_message() const { return text(KKS_FIELD_ANSWER_MESSAGE); }
	/** Returns what the answer means for the KS. */
	std::optional<std::string> answer_meaning() const { return text(KKS_FIELD_ANSWER_MEANING); }
	/** Returns what to check or change after the answer. */
	std::optional<std::string> answer_check() const { return text(KKS_FIELD_ANSWER_CHECK); }
	/** Returns what the answer depends on, and which calls are likely refused. */
	std::vector<entry> advice() const { return list(KKS_LIST_ADVICE); }
	/** Returns, for each privilege of the request, the server's rule and the reason. */
	std::vector<entry> grant_reasons() const { return list(KKS_LIST_GRANT_REASONS); }

	/** Returns true if Kaltura would grant the privilege can[index] of the request. */
	bool granted(std::size_t index) const
	{
		std::int32_t granted = 0;
		kks_status status = kks_explanation_granted(get(), index, &granted);
		if (status != KKS_OK)
			throw detail::failure(status, nullptr);
		return granted != 0;
	}

	/** Returns the decoded KS, if one of the secrets signed it. */
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
	std::vector<entry> list(std::int32_t which) const
	{
		kks_list *list = nullptr;
		kks_status status = kks_explanation_list(get(), which, &list);
		return detail::entries(status, list, nullptr).value();
	}

	detail::handle<kks_explanation, kks_explanation_free> handle_;
};

/** The parts of a KS that are readable without a secret. Nothing is verified. */
class unverified {
public:
	explicit unverified(kks_unverified *made) : handle_(made) {}

	std::int64_t version() const { return *number(KKS_FIELD_VERSION); }
	std::optional<std::int64_t> partner_id() const { return number(KKS_FIELD_PARTNER_ID); }
	std::string partner_text() const { return *text(KKS_FIELD_PARTNER_ID); }
	std::optional<std::int64_t> encrypted_bytes() const { return number(KKS_FIELD_ENCRYPTED_BYTES); }
	bool is_truncated() const { return *number(KKS_FIELD_IS_TRUNCATED) != 0; }
	/** Returns a claim of a v1 KS: any KKS_RAW_ constant. */
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

/** Generates KSs for one partner with its admin secret. */
class signer {
public:
	signer(std::int64_t partner_id, const any_text &secret)
	    : signer(try_make(partner_id, secret).value()) {}
	explicit signer(kks_signer *made) : handle_(made) {}

	static result<signer> try_make(std::int64_t partner_id, const any_text &secret)
	{
		return detail::make<signer, kks_signer>([&](kks_signer **made, kks_error **details) {
			return kks_signer_new(partner_id, secret.data(), secret.size(), made, details);
		});
	}

	/** Returns the partner id. */
	std::int32_t partner_id() const
	{
		std::int32_t partner_id = 0;
		kks_status status = kks_signer_partner_id(get(), &partner_id);
		if (status != KKS_OK)
			throw detail::failure(status, nullptr);
		return partner_id;
	}

	/** Generates a KS. */
	std::string generate(const session &session) const { return try_generate(session).value(); }
	result<std::string> try_generate(const session &session) const
	{
		detail::c_session given(session);
		return detail::text([&](char *buffer, std::size_t capacity, std::size_t *length,
					kks_error **details) {
			return kks_signer_generate(get(), &given.c, buffer, capacity, length, details);
		});
	}

	/** Generates a KS with the version and content of a KS that is signed by a
	    secret of this signer, and a new expiry; see kks_signer_renew. */
	std::string renew(const any_text &ks, const renewal &renewal = {}) const
	{
		return try_renew(ks, renewal).value();
	}
	result<std::string> try_renew(const any_text &ks, const renewal &renewal = {}) const
	{
		std::int64_t expiry = KKS_UNSET, expires_at = KKS_UNSET, now = KKS_UNSET;
		detail::set(expiry, renewal.expiry);
		detail::set(expires_at, renewal.expires_at);
		detail::set(now, renewal.now);
		return detail::text([&](char *buffer, std::size_t capacity, std::size_t *length,
					kks_error **details) {
			return kks_signer_renew(get(), ks.data(), ks.size(), expiry, expires_at, now,
						buffer, capacity, length, details);
		});
	}

	const kks_signer *get() const noexcept { return handle_.get(); }

private:
	detail::handle<kks_signer, kks_signer_free> handle_;
};

/** A partner's admin secrets, the current one first. */
class keyring {
public:
	explicit keyring(const any_text &secret) : keyring(try_make({secret}).value()) {}
	keyring(std::initializer_list<any_text> secrets) : keyring(try_make(secrets).value()) {}
	template <class Text>
	explicit keyring(const std::vector<Text> &secrets) : keyring(try_make(secrets).value()) {}
	explicit keyring(kks_keyring *made) : handle_(made) {}

	static result<keyring> try_make(const any_texts &secrets)
	{
		return detail::make<keyring, kks_keyring>([&](kks_keyring **made, kks_error **details) {
			return kks_keyring_with_secrets(secrets.data(), secrets.sizes(),
							secrets.count(), made, details);
		});
	}

	/** Creates a signer that signs with the first secret, and renews a KS that
	    any of the secrets signed. */
	kks::signer signer(std::int64_t partner_id) const { return try_signer(partner_id).value(); }
	result<kks::signer> try_signer(std::int64_t partner_id) const
	{
		return detail::make<kks::signer, kks_signer>([&](kks_signer **made,
								 kks_error **details) {
			return kks_keyring_signer(get(), partner_id, made, details);
		});
	}

	/** Decodes a KS as the server does. Use verify for access control. */
	kks::decoded decode(const any_text &ks) const { return try_decode(ks).value(); }
	result<kks::decoded> try_decode(const any_text &ks) const
	{
		return detail::make<kks::decoded, kks_decoded>([&](kks_decoded **made,
								   kks_error **details) {
			return kks_decode(get(), ks.data(), ks.size(), made, details);
		});
	}

	/** Verifies a KS for a service. */
	kks::verified verify(const any_text &ks, const verify_options &options) const
	{
		return try_verify(ks, options).value();
	}
	result<kks::verified> try_verify(const any_text &ks, const verify_options &options) const
	{
		auto required = detail::privileges(options.required);
		kks_verify_options c;
		kks_verify_options_init(&c, sizeof c);
		c.partner_id = options.partner_id;
		detail::set(c.now, options.now);
		detail::set(c.remote_addr, c.remote_addr_length, options.remote_addr);
		detail::set(c.request_uri, c.request_uri_length, options.request_uri);
		c.required = required.data();
		c.required_count = required.size();
		auto answer = detail::make<kks::verified, kks_verified>([&](kks_verified **made,
									    kks_error **details) {
			return kks_verify(get(), ks.data(), ks.size(), &c, made, details);
		});
		if (answer && options.revoked) {
			const kks::verified &verified = answer.value();
			if (options.revoked(verified.session_hash(), verified.group_hash()))
				return detail::failure(KKS_REVOKED, nullptr);
		}
		return answer;
	}

	/** Predicts Kaltura's answer to a KS, or a text with a KS, and explains it. */
	kks::explanation explain(const any_text &text, const request &request = {}) const
	{
		return try_explain(text, request).value();
	}
	result<kks::explanation> try_explain(const any_text &text, const request &request = {}) const
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
									   kks_error **details) {
			return kks_explain(get(), text.data(), text.size(), &given, made,
					   details);
		});
	}

	const kks_keyring *get() const noexcept { return handle_.get(); }

private:
	detail::handle<kks_keyring, kks_keyring_free> handle_;
};

/** Reads a KS without a secret. Nothing in the result is verified. */
inline result<unverified> try_inspect(const any_text &ks)
{
	return detail::make<unverified, kks_unverified>([&](kks_unverified **made,
							    kks_error **details) {
		return kks_inspect(ks.data(), ks.size(), made, details);
	});
}
inline unverified inspect(const any_text &ks) { return try_inspect(ks).value(); }

/** Generates one KS. To generate many, create a signer. */
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

/** Returns advice on a session before it is signed. */
inline result<std::vector<entry>> try_lint(const session &session)
{
	detail::c_session given(session);
	kks_list *list = nullptr;
	kks_error *details = nullptr;
	kks_status status = kks_lint(&given.c, &list, &details);
	return detail::entries(status, list, details);
}
inline std::vector<entry> lint(const session &session) { return try_lint(session).value(); }

/** Computes the tokenHash argument of appToken.startSession, see kks_app_token_hash. */
inline result<std::string> try_app_token_hash(const any_text &ks, const any_text &token,
					      const any_text &hash_type = "SHA1")
{
	return detail::text([&](char *buffer, std::size_t capacity, std::size_t *length,
				kks_error **details) {
		return kks_app_token_hash(ks.data(), ks.size(), token.data(), token.size(),
					  hash_type.data(), hash_type.size(), buffer, capacity,
					  length, details);
	});
}
inline std::string app_token_hash(const any_text &ks, const any_text &token,
				  const any_text &hash_type = "SHA1")
{
	return try_app_token_hash(ks, token, hash_type).value();
}

/** A KS in other text. */
struct found_ks {
	/** The KS, with URL and JSON escapes removed. */
	std::string ks;
	/** Its position in the text in bytes, with the escapes. */
	std::size_t offset;
	std::size_t length;
};

/** Finds the first KS in a URL, a JSON body, a log line or any other text. */
inline std::optional<found_ks> find(const any_text &text)
{
	std::size_t offset = 0, found_length = 0;
	auto ks = detail::text([&](char *buffer, std::size_t capacity, std::size_t *length,
				   kks_error **) {
		return kks_find(text.data(), text.size(), buffer, capacity, length, &offset,
				&found_length);
	});
	if (!ks && ks.error().status() == KKS_NO_VALUE)
		return std::nullopt;
	return found_ks{std::move(ks).value(), offset, found_length};
}

/** Returns the version of the library in use. */
inline std::string_view version() { return kks_version(); }

} // namespace kks

#endif /* KALTURA_KS_HPP */
