namespace ObjectStore.S3.Auth;

/// <summary>The parameters of a presigned URL, decoded.</summary>
internal sealed class PresignedParameters
{
    private PresignedParameters()
    {
    }

    public string? Algorithm { get; private set; }

    public string? Credential { get; private set; }

    public string? Signature { get; private set; }

    public string? Date { get; private set; }

    public string? SignedHeaders { get; private set; }

    public string? Expires { get; private set; }

    /// <summary>May be absent.</summary>
    public string? ContentSha256 { get; private set; }

    /// <summary>Is there only with temporary credentials.</summary>
    public string? SecurityToken { get; private set; }

    private bool HasAll =>
        Algorithm is not null && Credential is not null && Signature is not null
        && Date is not null && SignedHeaders is not null && Expires is not null;

    /// <summary>Null when one is missing or stands there twice.</summary>
    public static PresignedParameters? Collect(ReadOnlySpan<char> query)
    {
        var found = new PresignedParameters();
        var parameters = new QueryParameters(query);
        while (parameters.MoveNext())
        {
            if (!found.TryTake(parameters.Name, parameters.Value)) return null;
        }

        return found.HasAll ? found : null;
    }

    private bool TryTake(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        if (!name.StartsWith("X-Amz-")) return true;
        var text = Uri.UnescapeDataString(value);
        switch (name["X-Amz-".Length..])
        {
            case "Algorithm" when Algorithm is null: Algorithm = text; return true;
            case "Credential" when Credential is null: Credential = text; return true;
            case "Signature" when Signature is null: Signature = text; return true;
            case "Date" when Date is null: Date = text; return true;
            case "SignedHeaders" when SignedHeaders is null: SignedHeaders = text; return true;
            case "Expires" when Expires is null: Expires = text; return true;
            case "Content-Sha256" or "Content-SHA256" when ContentSha256 is null: ContentSha256 = text; return true;
            case "Security-Token" when SecurityToken is null: SecurityToken = text; return true;
            case "Algorithm" or "Credential" or "Signature" or "Date" or "SignedHeaders" or "Expires" or "Security-Token": return false;
            default: return true;
        }
    }
}
