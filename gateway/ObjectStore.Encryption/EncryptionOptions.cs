using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ObjectStore.Encryption;

/// <summary>Settings of server-side encryption. The same in all gateways of a cluster.</summary>
public sealed class EncryptionOptions : IValidatableObject
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Encryption";

    /// <summary>File with the master keys of SSE-S3, newest last; empty for none: then SSE-S3 is refused.</summary>
    public string MasterKeyFile { get; init; } = "";

    /// <summary>File with the keys of SSE-KMS; empty for none.</summary>
    public string KmsKeysFile { get; init; } = "";

    /// <summary>Whether customers may send their keys (SSE-C) without TLS. For tests, and behind a proxy that speaks it.</summary>
    public bool AllowCustomerKeysOverHttp { get; init; }

    /// <summary>The transit engine that holds the keys of SSE-KMS in place of a file.</summary>
    [ValidateObjectMembers]
    public VaultOptions Vault { get; init; } = new();

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Vault.Address.Length == 0) yield break;
        if (KmsKeysFile.Length > 0) yield return new ValidationResult("KmsKeysFile and Vault:Address are not given both.", [nameof(KmsKeysFile)]);
        if (Vault.TokenFile.Length == 0) yield return new ValidationResult("Vault:Address needs Vault:TokenFile.", [nameof(Vault)]);
        if (!Uri.TryCreate(Vault.Address, UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http"))
            yield return new ValidationResult("Vault:Address is the URL of a server.", [nameof(Vault)]);
    }
}

/// <summary>Checks the annotations of <see cref="EncryptionOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class EncryptionOptionsValidator : IValidateOptions<EncryptionOptions>;
