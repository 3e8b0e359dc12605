using System.ComponentModel.DataAnnotations;

namespace ObjectStore.S3.Auth;

/// <summary>What a signature must be made for.</summary>
public sealed class SigV4Options
{
    /// <summary>The region that every credential scope has to name.</summary>
    [Required, RegularExpression("^[a-z0-9-]{1,32}$")]
    public string Region { get; init; } = "us-east-1";

    /// <summary>How far the clock of a client may be from ours, either way (AWS: 15 minutes).</summary>
    public TimeSpan ClockSkewMax { get; init; } = TimeSpan.FromMinutes(15);
}
