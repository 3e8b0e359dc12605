using System.ComponentModel.DataAnnotations;

namespace ObjectStore.Encryption;

/// <summary>Where the transit engine of Vault or OpenBao is.</summary>
public sealed class VaultOptions
{
    /// <summary>Address of the server, such as <c>https://vault.example:8200</c>; empty for none.</summary>
    public string Address { get; init; } = "";

    /// <summary>File with the token, read for each call.</summary>
    public string TokenFile { get; init; } = "";

    /// <summary>Where the transit engine is mounted.</summary>
    [RegularExpression("^[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*$")]
    public string Mount { get; init; } = "transit";

    /// <summary>Namespace of the server; empty for none.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>How long a call may take.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);
}
