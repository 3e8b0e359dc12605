using System.Text.Json.Nodes;

namespace ObjectStore.Sts.Tests.Oidc;

/// <summary>Claims of tokens for tests.</summary>
internal static class Claims
{
    public const string Issuer = "https://issuer.example/realm";
    public const string Audience = "objectstore";
    public const string Subject = "system:serviceaccount:shop:web";

    public static DateTimeOffset Now { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Good claims, with members put in the place of some; null takes one away.</summary>
    public static JsonObject With(params (string Name, JsonNode? Value)[] changes)
    {
        var claims = new JsonObject
        {
            ["iss"] = Issuer,
            ["sub"] = Subject,
            ["aud"] = Audience,
            ["iat"] = Now.ToUnixTimeSeconds(),
            ["exp"] = Now.AddMinutes(10).ToUnixTimeSeconds(),
        };
        foreach (var (name, value) in changes)
        {
            claims.Remove(name);
            if (value is not null) claims[name] = value;
        }

        return claims;
    }

    /// <summary>So many seconds after <see cref="Now"/>.</summary>
    public static long After(int seconds) => Now.AddSeconds(seconds).ToUnixTimeSeconds();
}
