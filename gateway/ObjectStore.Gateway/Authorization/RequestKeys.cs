using System.Globalization;
using ObjectStore.Gateway.Operations;
using ObjectStore.Gateway.Operations.Locks;
using ObjectStore.Gateway.Operations.Objects;
using ObjectStore.Index.Objects;
using ObjectStore.Policies;
using ObjectStore.Policies.Matching;
using ObjectStore.S3.Encryption;
using ObjectStore.S3.Http;
using ObjectStore.S3.Routing;

namespace ObjectStore.Gateway.Authorization;

/// <summary>The condition keys of a request; each is worked out only when a policy asks for it.</summary>
/// <remarks>Source: IAM user guide, "AWS global condition context keys"; Service authorization reference, "Condition keys for Amazon S3".</remarks>
/// <param name="context">The request.</param>
/// <param name="action">What is asked for; null where a service decides, which knows it.</param>
/// <param name="asked">What is asked about; null for the service.</param>
/// <param name="time">Says when it is judged.</param>
internal sealed class RequestKeys(S3Context context, PolicyAction? action, AskedResource? asked, TimeProvider time) : IConditionKeys
{
    private const string RequestTag = "s3:requestobjecttag/";

    /// <inheritdoc />
    public IReadOnlyList<string>? Find(string key)
    {
        if (key.StartsWith(RequestTag, StringComparison.Ordinal)) return RequestTags().Where(tag => tag.Key == key[RequestTag.Length..]).Select(static tag => tag.Value).ToArray();
        if (key.StartsWith(ExistingTags.KeyPrefix, StringComparison.Ordinal)) return asked?.Tags?.Where(tag => tag.Key == key[ExistingTags.KeyPrefix.Length..]).Select(static tag => tag.Value).ToArray();
        if (key == "s3:requestobjecttagkeys") return RequestTags().Select(static tag => tag.Key).ToArray();
        return (key.StartsWith("s3:", StringComparison.Ordinal) ? FindOfS3(key) : FindGlobal(key)) is { } value ? [value] : null;
    }

    private string? FindGlobal(string key) => key switch
    {
        "aws:sourceip" => context.Request.HttpContext.Connection.RemoteIpAddress?.ToString(),
        "aws:securetransport" => context.Request.IsHttps ? "true" : "false",
        "aws:currenttime" => PrincipalKeys.TimeText(time.GetUtcNow()),
        "aws:epochtime" => time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        "aws:referer" => context.Header("Referer"),
        "aws:useragent" => context.Header("User-Agent"),
        "aws:viaawsservice" or "aws:principalisawsservice" => "false",
        "aws:resourceaccount" => asked?.Bucket.OwnerId,
        _ => PrincipalKeys.Find(context.Caller.Caller.Principal, key),
    };

    private string? FindOfS3(string key) => key switch
    {
        "s3:prefix" => asked?.Prefix ?? ListingParameter("prefix"),
        "s3:delimiter" => ListingParameter("delimiter"),
        "s3:max-keys" => ListingParameter("max-keys"),
        "s3:versionid" => asked?.VersionId,
        "s3:resourceaccount" => asked?.Bucket.OwnerId,
        "s3:signatureversion" => context.Caller.IsAnonymous ? null : context.Authenticated.IsVersion2 ? "AWS" : "AWS4-HMAC-SHA256",
        "s3:authtype" => AuthType(),
        "s3:object-lock-mode" => LockMode(),
        "s3:object-lock-legal-hold" => LegalHold(),
        "s3:object-lock-retain-until-date" => RetainUntil() is { } until ? PrincipalKeys.TimeText(until) : null,
        "s3:object-lock-remaining-retention-days" => RetainUntil() is { } until ? RemainingDays(until) : null,
        _ when key.StartsWith(HeaderKeys.KeyPrefix, StringComparison.Ordinal) && action is { } named && HeaderKeys.IsKeyOf(key, named) => HeaderText(key["s3:".Length..]),
        _ => null,
    };

    /// <summary>A parameter of a listing; others do not read it.</summary>
    private string? ListingParameter(string name) => OperationActions.Lists(context.Operation) ? context.Query[name] : null;

    private string? HeaderText(string name) => name switch
    {
        AmzHeaders.CopySource => CopySourceText(),
        _ when name.StartsWith(AmzHeaders.CustomerKeyPrefix, StringComparison.Ordinal) && IsReadBesides() => null,
        _ when name.StartsWith(AmzHeaders.Encryption, StringComparison.Ordinal) && OperationActions.IsOfUpload(context.Operation) => EncryptionOfUpload(name),
        _ => context.Header(name),
    };

    /// <summary>Whether an object is read by what does something else, whose headers are not about it: the source of a copy, and what is compared.</summary>
    private bool IsReadBesides() =>
        (action == OperationActions.Source.Action || action == OperationActions.Source.VersionAction) && OperationActions.Of(context.Operation).Action != OperationActions.Source.Action;

    /// <summary>Requests about parts do not repeat how their upload is encrypted, which is what counts.</summary>
    private string? EncryptionOfUpload(string header) => (header, context.UploadEncryption) switch
    {
        (AmzHeaders.Encryption, { Scheme: EncryptionScheme.StoreKey }) => AmzHeaders.EncryptionAes256,
        (AmzHeaders.Encryption, { Scheme: EncryptionScheme.KeyService }) => AmzHeaders.EncryptionKms,
        (AmzHeaders.EncryptionKeyId, { Scheme: EncryptionScheme.KeyService } encryption) => encryption.KeyId,
        (CustomerKeyHeaders.Algorithm, { Scheme: EncryptionScheme.CustomerKey }) => AmzHeaders.EncryptionAes256,
        _ => null,
    };

    private string? AuthType()
    {
        if (context.Caller.IsAnonymous) return null;
        if (context.Authenticated.IsForm) return "POST";
        return context.Authenticated.IsPresigned ? "REST-QUERY-STRING" : "REST-HEADER";
    }

    /// <summary>Bucket and key, decoded, however the client wrote them.</summary>
    private string? CopySourceText() =>
        context.Header(AmzHeaders.CopySource) is { } header && CopySource.TryParse(header, out var source) is null ? $"{source.Bucket}/{source.Key}" : null;

    /// <summary>A copy that keeps the tags of its source asks for none, whatever its headers say.</summary>
    private IReadOnlyList<KeyValuePair<string, string>> RequestTags()
    {
        if (context.RequestedTags is { } requested) return requested;
        return !CopySources.KeepsTags(context) && SettingHeader(AmzHeaders.Tagging) is { } header && QueryParameters.TryParse(header, out var tags) is null ? tags.All.ToArray() : [];
    }

    private string? LockMode() => context.RequestedRetention is { } requested ? LockModes.NameOf(requested.Mode) : SettingHeader(AmzHeaders.ObjectLockMode);

    private DateTimeOffset? RetainUntil()
    {
        if (context.RequestedRetention is { } requested) return requested.Until;
        return HttpDate.TryParse(SettingHeader(AmzHeaders.ObjectLockRetainUntil), out var until) ? until : null;
    }

    /// <summary>A day that has begun counts: until the same time in ten days is ten days, also a moment later.</summary>
    private string RemainingDays(DateTimeOffset until) => Math.Ceiling((until - time.GetUtcNow()).TotalDays).ToString(CultureInfo.InvariantCulture);

    private string? LegalHold() => context.RequestedLegalHold is { } isOn ? ObjectLocks.HoldText(isOn) : SettingHeader(AmzHeaders.ObjectLockLegalHold);

    /// <summary>A header of a write that says what is set with the object; others do not read it.</summary>
    private string? SettingHeader(string name) => OperationActions.SetsByHeaders(context.Operation) ? context.Header(name) : null;
}
