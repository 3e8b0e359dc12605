using ObjectStore.Cluster.Identities;
using ObjectStore.Sts.Sessions;

namespace ObjectStore.Sts.Tests.Sessions;

/// <summary>Sessions for tests.</summary>
internal static class Sample
{
    public const string AccessKey = "ASIAAAAAAAAAAAAAAAAA";
    public const string SecretKey = "secret-of-the-session";

    public static DateTimeOffset Now { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static MasterKey Key(byte seed) => new(Enumerable.Repeat(seed, MasterKey.Size).ToArray());

    public static SessionToken OfRole() => new()
    {
        AccessKey = AccessKey,
        SecretKey = SecretKey,
        IssuedAt = Now,
        ExpiresAt = Now.AddHours(1),
        Role = new SessionRole("account", "reader", "AROA1", "job"),
    };

    public static SessionToken OfUser(string parent) => OfRole() with { Role = null, ParentAccessKey = parent };
}
