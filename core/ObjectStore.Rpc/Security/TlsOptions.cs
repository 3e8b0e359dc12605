using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ObjectStore.Rpc.Security;

/// <summary>How the processes of a cluster know each other.</summary>
public sealed partial class TlsOptions : IValidatableObject
{
    /// <summary>Name of the section.</summary>
    public const string SectionName = "Tls";

    /// <summary>Directory with <c>ca.crt</c>, <c>tls.crt</c> and <c>tls.key</c>, as a Kubernetes secret is mounted. Watched: what changes is used from then on.</summary>
    public string Directory { get; init; } = "";

    /// <summary>
    /// Name that a node's certificate must carry, whatever address it was called by; empty for the address itself. For nodes whose addresses change, as those of pods do:
    /// then all nodes of the cluster share the name.
    /// </summary>
    public string ServerName { get; init; } = "";

    /// <summary>How often the files are looked at.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan ReloadPeriod { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Talks plain text and trusts everybody who can connect. For trials on one machine: endpoints that are not on loopback are refused then.</summary>
    public bool UnsafePlainText { get; init; }

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!UnsafePlainText && Directory.Length == 0)
            yield return new ValidationResult("Tls:Directory names the directory with ca.crt, tls.crt and tls.key; without it nothing is served, unless Tls:UnsafePlainText is set.", [nameof(Directory)]);
        if (UnsafePlainText && Directory.Length > 0)
            yield return new ValidationResult("Tls:Directory and Tls:UnsafePlainText exclude each other.", [nameof(UnsafePlainText)]);
    }
}

/// <summary>Checks <see cref="TlsOptions"/>.</summary>
[OptionsValidator]
public sealed partial class TlsOptionsValidator : IValidateOptions<TlsOptions>;
