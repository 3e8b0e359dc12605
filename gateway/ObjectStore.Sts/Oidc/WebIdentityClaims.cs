using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace ObjectStore.Sts.Oidc;

/// <summary>What a token claims, as far as this store looks at it. Immutable.</summary>
internal sealed record WebIdentityClaims
{
    /// <summary>Claim of the tags (IAM user guide, "Passing session tags using AssumeRoleWithWebIdentity").</summary>
    private const string TagsClaim = "https://aws.amazon.com/tags";

    /// <summary>Seconds beyond which there is no date.</summary>
    private static readonly double SecondsMax = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    public required string Issuer { get; init; }

    public required string Subject { get; init; }

    /// <summary>One or more.</summary>
    public required IReadOnlyList<string> Audiences { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>The client that the token was issued to (<c>azp</c>), or null.</summary>
    public string? AuthorizedParty { get; init; }

    /// <summary>How the user was authenticated (<c>amr</c>).</summary>
    public IReadOnlyList<string> Methods { get; init; } = [];

    /// <summary>Tags for the session.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>False when a claim that has to be there is not, or one that is there is of another type.</summary>
    /// <exception cref="InvalidOperationException">A text is not well formed.</exception>
    public static bool TryRead(JsonElement payload, [NotNullWhen(true)] out WebIdentityClaims? claims)
    {
        claims = null;
        if (payload.ValueKind != JsonValueKind.Object || !TryReadTimes(payload, out var issuedAt, out var expiresAt, out var notBefore)) return false;
        if (!TryReadText(payload, "iss", out var issuer) || !TryReadText(payload, "sub", out var subject) || !TryReadTexts(payload, "aud", out var audiences)) return false;
        if (!TryReadText(payload, "azp", out var party) || !TryReadTexts(payload, "amr", out var methods) || !TryReadTags(payload, out var tags)) return false;
        if (issuer is null || subject is null || audiences.Count == 0) return false;
        claims = new WebIdentityClaims
        {
            Issuer = issuer,
            Subject = subject,
            Audiences = audiences,
            IssuedAt = issuedAt,
            ExpiresAt = expiresAt,
            NotBefore = notBefore,
            AuthorizedParty = party,
            Methods = methods,
            Tags = tags,
        };
        return true;
    }

    private static bool TryReadTimes(JsonElement payload, out DateTimeOffset issuedAt, out DateTimeOffset expiresAt, out DateTimeOffset? notBefore)
    {
        var areTimes = TryReadTime(payload, "iat", out var issued) & TryReadTime(payload, "exp", out var expires) & TryReadTime(payload, "nbf", out notBefore);
        (issuedAt, expiresAt) = (issued ?? default, expires ?? default);
        return areTimes && issued is not null && expires is not null;
    }

    private static bool TryReadText(JsonElement payload, string name, out string? text)
    {
        text = null;
        if (!payload.TryGetProperty(name, out var value)) return true;
        if (value.ValueKind != JsonValueKind.String) return false;
        text = value.GetString();
        return text is { Length: > 0 };
    }

    private static bool TryReadTexts(JsonElement payload, string name, out List<string> texts)
    {
        texts = [];
        if (!payload.TryGetProperty(name, out var value)) return true;
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
            {
                if (item.ValueKind != JsonValueKind.String) return false;
                texts.Add(item.GetString()!);
            }

            return true;
        }

        if (value.ValueKind != JsonValueKind.String) return false;
        texts.Add(value.GetString()!);
        return true;
    }

    /// <summary>Seconds since 1970, perhaps with a fraction (RFC 7519 §2).</summary>
    private static bool TryReadTime(JsonElement payload, string name, out DateTimeOffset? time)
    {
        time = null;
        if (!payload.TryGetProperty(name, out var value)) return true;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var seconds) || !(seconds >= 0 && seconds < SecondsMax)) return false;
        time = DateTimeOffset.FromUnixTimeSeconds((long)seconds);
        return true;
    }

    /// <summary>An object with <c>principal_tags</c>: names to a value, or to a list of one.</summary>
    private static bool TryReadTags(JsonElement payload, out Dictionary<string, string> tags)
    {
        tags = [];
        if (!payload.TryGetProperty(TagsClaim, out var claim)) return true;
        if (claim.ValueKind != JsonValueKind.Object) return false;
        if (!claim.TryGetProperty("principal_tags", out var principal)) return true;
        if (principal.ValueKind != JsonValueKind.Object) return false;
        foreach (var tag in principal.EnumerateObject())
        {
            if (!TryReadTexts(principal, tag.Name, out var values) || values is not [var value]) return false;
            tags[tag.Name] = value;
        }

        return true;
    }
}
