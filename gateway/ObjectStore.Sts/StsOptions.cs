using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using ObjectStore.Sts.Oidc;

namespace ObjectStore.Sts;

/// <summary>Settings of temporary credentials.</summary>
public sealed class StsOptions : IValidatableObject
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Sts";

    /// <summary>Issuers of web identities that every account knows, beside those that it has itself: a cluster's own for its service accounts.</summary>
    public IReadOnlyList<IssuerOptions> Issuers { get; init; } = [];

    /// <summary>
    /// Hosts of issuers that accounts may have as providers of their own, such as <c>accounts.google.com</c>: gateways ask no other. Empty: any host.
    /// Does not concern <see cref="Issuers"/>.
    /// </summary>
    public IReadOnlyList<string> AllowedIssuerHosts { get; init; } = [];

    /// <summary>How far the clock of an issuer may be from ours.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan ClockSkewMax { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long an issuer may take to give its keys.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan FetchTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether issuers on this machine may speak HTTP without TLS. For tests.</summary>
    public bool AllowHttpOnLoopback { get; init; }

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var issuer in Issuers)
        {
            if (!IssuerAddress.IsIssuer(issuer.Url, AllowHttpOnLoopback))
                yield return new ValidationResult($"The issuer '{issuer.Url}' is no URL with https and without a query.", [nameof(Issuers)]);
            if (issuer.Audiences.Count == 0)
                yield return new ValidationResult($"The issuer '{issuer.Url}' has no Audiences: no token of it would be taken.", [nameof(Issuers)]);
        }

        foreach (var host in AllowedIssuerHosts)
        {
            if (Uri.CheckHostName(host) == UriHostNameType.Unknown)
                yield return new ValidationResult($"The allowed issuer host '{host}' is no name or address of a host: it has neither scheme, port nor path.", [nameof(AllowedIssuerHosts)]);
        }

        if (Issuers.DistinctBy(static issuer => issuer.Url.TrimEnd('/')).Count() != Issuers.Count)
            yield return new ValidationResult("Two issuers have the same Url.", [nameof(Issuers)]);
    }
}

/// <summary>Checks the annotations of <see cref="StsOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class StsOptionsValidator : IValidateOptions<StsOptions>;
