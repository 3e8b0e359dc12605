namespace ObjectStore.S3.Auth;

/// <summary>A credential taken apart: <c>access-key/yyyyMMdd/region/service/aws4_request</c>.</summary>
internal readonly ref struct CredentialScope
{
    /// <summary>The service of S3 requests.</summary>
    public const string S3 = "s3";

    private CredentialScope(ReadOnlySpan<char> accessKey, ReadOnlySpan<char> scope)
    {
        AccessKey = accessKey;
        Scope = scope;
    }

    public ReadOnlySpan<char> AccessKey { get; }

    /// <summary>What follows the access key: <c>yyyyMMdd/region/service/aws4_request</c>.</summary>
    public ReadOnlySpan<char> Scope { get; }

    public ReadOnlySpan<char> Date => Scope[..AmzTimestamp.DateLength];

    /// <summary>Checks every part against what this endpoint is. The access key may hold slashes: the scope is taken from the end.</summary>
    /// <exception cref="Errors.S3Exception">AuthorizationHeaderMalformed, AuthorizationQueryParametersError or, of a form, InvalidArgument, with the part that is wrong.</exception>
    public static CredentialScope Parse(ReadOnlySpan<char> credential, string region, string expectedService, CredentialSource source)
    {
        var rest = credential;
        if (!TryTakeLast(ref rest, out var terminal) || !TryTakeLast(ref rest, out var service)
            || !TryTakeLast(ref rest, out var actualRegion) || !TryTakeLast(ref rest, out var date))
        {
            throw AuthErrors.Malformed(source, credential, "the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".");
        }

        if (rest.IsEmpty) throw AuthErrors.Malformed(source, credential, "a non-empty Access Key (AKID) must be provided in the credential.");
        if (terminal is not "aws4_request")
            throw AuthErrors.Malformed(source, credential, $"incorrect terminal \"{terminal}\". This endpoint uses \"aws4_request\".");
        if (!service.SequenceEqual(expectedService))
            throw AuthErrors.Malformed(source, credential, $"incorrect service \"{service}\". This endpoint belongs to \"{expectedService}\".");
        if (!AmzTimestamp.IsDate(date))
        {
            throw AuthErrors.Malformed(source, credential, $"incorrect date format \"{date}\". This date in the credential must be in the format \"yyyyMMdd\".");
        }

        // Other services are global: some clients sign their region, some us-east-1, some none. It is part of the signature, whatever it is.
        if (expectedService == S3 && !actualRegion.SequenceEqual(region)) throw AuthErrors.WrongRegion(source, credential, actualRegion, region);
        return new CredentialScope(rest, credential[(rest.Length + 1)..]);
    }

    private static bool TryTakeLast(ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> part)
    {
        var slash = rest.LastIndexOf('/');
        part = slash < 0 ? default : rest[(slash + 1)..];
        if (slash >= 0) rest = rest[..slash];
        return slash >= 0;
    }
}
