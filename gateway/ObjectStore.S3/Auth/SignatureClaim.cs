namespace ObjectStore.S3.Auth;

/// <summary>What a request says about its own signature, from the Authorization header or from the query.</summary>
internal readonly ref struct SignatureClaim
{
    /// <summary>Whether it came from the query.</summary>
    public bool IsPresigned { get; init; }

    /// <summary>Where <see cref="Credential"/> stood.</summary>
    public CredentialSource Source => IsPresigned ? CredentialSource.Query : CredentialSource.Header;

    public ReadOnlySpan<char> Credential { get; init; }

    /// <summary>Lower-case names with semicolons between.</summary>
    public ReadOnlySpan<char> SignedHeaders { get; init; }

    /// <summary>64 hexadecimal digits, if the client did it right.</summary>
    public ReadOnlySpan<char> Signature { get; init; }

    /// <summary>When it was signed, <c>yyyyMMddTHHmmssZ</c>.</summary>
    public string Timestamp { get; init; }

    /// <summary>The same as a time.</summary>
    public DateTimeOffset SignedAt { get; init; }

    /// <summary>How long a presigned URL is valid, in seconds.</summary>
    public int ExpiresSeconds { get; init; }

    /// <summary>Last line of the canonical request: a hash of the body or a word that stands for it.</summary>
    public string PayloadHash { get; init; }

    /// <summary>Token of temporary credentials; null when the request has none.</summary>
    public string? SessionToken { get; init; }

    /// <summary>Whether <paramref name="name"/>, in lower case, is among the signed headers.</summary>
    public bool Signs(ReadOnlySpan<char> name)
    {
        foreach (var range in SignedHeaders.Split(';'))
        {
            if (SignedHeaders[range].Equals(name, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }
}
