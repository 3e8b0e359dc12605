namespace ObjectStore.ProcessTesting;

/// <summary>What a standalone process is started with, besides its ports.</summary>
public sealed record StandaloneSettings
{
    /// <summary>Where it keeps its data; exists or is made by the process.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Arguments of a store that waits for a device which a busy machine holds up, and stores nothing elsewhere meanwhile.</summary>
    public static IReadOnlyList<string> PatientWrites { get; } = ["--DataPath:WritePatience", "00:01:00", "--DataPath:WriteTimeout", "00:02:00"];

    /// <summary>Access key of the root identity.</summary>
    public string AccessKey { get; init; } = "clients-access-key";

    /// <summary>Secret key of the root identity. It has characters that clients must escape.</summary>
    public string SecretKey { get; init; } = "clients/secret+key=0123456789";

    /// <summary>Scheme of its S3 endpoint: <c>https</c> where <see cref="Arguments"/> give it a certificate.</summary>
    public string Scheme { get; init; } = Uri.UriSchemeHttp;

    /// <summary>More settings, <c>--Section:Name</c> and value in turn.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>How long it may take from the start of the process until <c>/readyz</c> answers 200.</summary>
    public TimeSpan ReadyTimeout { get; init; } = TimeSpan.FromMinutes(2);
}
