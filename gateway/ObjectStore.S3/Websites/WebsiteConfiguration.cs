using System.Globalization;
using System.Text;
using ObjectStore.Core.Identifiers;
using ObjectStore.S3.Errors;

namespace ObjectStore.S3.Websites;

/// <summary>How a bucket is shown as a website: either all of it is elsewhere, or it has an index document. Immutable.</summary>
public sealed record WebsiteConfiguration
{
    /// <summary>Most routing rules (Amazon S3 user guide, "Configuring a webpage redirect").</summary>
    public const int RulesMax = 50;

    private const int RedirectStatusMin = 301;
    private const int RedirectStatusMax = 399;
    private const int ErrorStatusMin = 400;
    private const int ErrorStatusMax = 599;

    /// <summary>Where everything is, or null.</summary>
    public WebsiteRedirectAll? RedirectAll { get; init; }

    /// <summary>What is put to a key that is empty or ends with a slash; null only with <see cref="RedirectAll"/>.</summary>
    public string? IndexSuffix { get; init; }

    /// <summary>Key of what is shown with errors, or null.</summary>
    public string? ErrorKey { get; init; }

    /// <summary>The first that matches counts.</summary>
    public IReadOnlyList<RoutingRule> Rules { get; init; } = [];

    /// <summary>The first rule about a request, or null.</summary>
    /// <param name="key">The key as it was asked for; empty for the root.</param>
    /// <param name="errorStatus">Status of the error that it ended in; null before the object is looked for.</param>
    public RoutingRule? FindRule(string key, int? errorStatus)
    {
        foreach (var rule in Rules)
        {
            if (rule.Matches(key, errorStatus)) return rule;
        }

        return null;
    }

    /// <summary>What is wrong with a configuration that a client sent, or null.</summary>
    public S3Error? Check()
    {
        if (RedirectAll is not null) return CheckRedirectAll(RedirectAll);
        if (IndexSuffix is null) return InvalidArgumentError.Of("A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty", "IndexDocument", "null");
        if (IndexSuffix.Length == 0 || IndexSuffix.Contains('/', StringComparison.Ordinal) || !IsKey(IndexSuffix))
            return InvalidArgumentError.Of("The IndexDocument Suffix is not well formed", "IndexDocument", IndexSuffix);
        if (ErrorKey is not null && !IsKey(ErrorKey)) return InvalidArgumentError.Of("The ErrorDocument Key is not well formed", "ErrorDocument", ErrorKey);
        if (Rules.Count > RulesMax)
            return Invalid(string.Create(CultureInfo.InvariantCulture, $"{Rules.Count} routing rules provided, the number of routing rules in a website configuration is limited to {RulesMax}."));
        foreach (var rule in Rules)
        {
            if ((rule.Condition is { } condition ? CheckCondition(condition) : null) is { } conditionError) return conditionError;
            if (CheckRedirect(rule.Redirect) is { } redirectError) return redirectError;
        }

        return null;
    }

    private S3Error? CheckRedirectAll(WebsiteRedirectAll all)
    {
        if (IndexSuffix is not null || ErrorKey is not null || Rules.Count > 0)
            return InvalidArgumentError.Of("RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules.", "RedirectAllRequestsTo", "not null");
        return CheckProtocol(all.Protocol) ?? CheckHost(all.HostName, "A host name must be provided to redirect all requests (e.g. \"example.com\").");
    }

    private static S3Error? CheckCondition(RoutingCondition condition)
    {
        if (condition is { KeyPrefix: null, ErrorStatus: null })
            return Invalid("Condition cannot be empty. To redirect all requests without a condition, the condition element shouldn't be present.");
        if (condition.ErrorStatus is < ErrorStatusMin or > ErrorStatusMax)
            return Invalid(string.Create(CultureInfo.InvariantCulture, $"The provided HTTP error code ({condition.ErrorStatus}) is not valid. Valid codes are 4XX or 5XX."));
        return CheckLength(condition.KeyPrefix, "KeyPrefixEquals");
    }

    private static S3Error? CheckRedirect(RoutingRedirect redirect)
    {
        if (redirect is { ReplaceKeyPrefixWith: not null, ReplaceKeyWith: not null }) return Invalid("You can only define ReplaceKeyPrefix or ReplaceKey but not both.");
        if (redirect.Status is < RedirectStatusMin or > RedirectStatusMax)
            return Invalid(string.Create(CultureInfo.InvariantCulture, $"The provided HTTP redirect code ({redirect.Status}) is not valid. Valid codes are 3XX except 300."));
        if (redirect.HostName is { } host && CheckHost(host, "The HostName cannot be blank. To redirect within the same domain, the element should not be present.") is { } hostError) return hostError;
        return CheckProtocol(redirect.Protocol)
            ?? CheckLength(redirect.ReplaceKeyPrefixWith, nameof(redirect.ReplaceKeyPrefixWith))
            ?? CheckLength(redirect.ReplaceKeyWith, nameof(redirect.ReplaceKeyWith));
    }

    private static S3Error? CheckProtocol(string? protocol) => protocol is null or "http" or "https"
        ? null
        : Invalid("Invalid protocol, protocol can be http or https. If not defined the protocol will be selected automatically.");

    /// <summary>A host goes into a header of answers; no address has anything else in it.</summary>
    private static S3Error? CheckHost(string host, string whenBlank)
    {
        if (host.Length == 0) return Invalid(whenBlank);
        return UriText.IsUri(host) && host.Length <= ObjectKey.BytesMax ? null : InvalidArgumentError.Of("The HostName is not well formed", "HostName", host);
    }

    private static S3Error? CheckLength(string? text, string name) =>
        text is null || Encoding.UTF8.GetByteCount(text) <= ObjectKey.BytesMax ? null : InvalidArgumentError.Of($"The {name} is too long", name, text);

    private static bool IsKey(string text) => ObjectKey.TryCreate(Encoding.UTF8.GetBytes(text), out _);

    private static S3Error Invalid(string message) => new(S3ErrorCode.InvalidRequest, message);
}
