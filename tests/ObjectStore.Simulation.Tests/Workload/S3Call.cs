using ObjectStore.S3.Auth;

namespace ObjectStore.Simulation.Tests.Workload;

/// <summary>A request as a client means it.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">From the slash on, not yet encoded.</param>
internal sealed record S3Call(string Method, string Path)
{
    public static Identity User { get; } = new() { AccessKey = "user", SecretKey = "secret", UserId = "user", DisplayName = "user" };

    public IReadOnlyList<KeyValuePair<string, string>> Query { get; init; } = [];

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public byte[] Body { get; init; } = [];
}
