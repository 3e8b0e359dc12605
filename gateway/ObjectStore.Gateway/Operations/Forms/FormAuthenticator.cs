using System.Buffers.Text;
using ObjectStore.S3.Auth;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Forms;

namespace ObjectStore.Gateway.Operations.Forms;

/// <summary>Says who signed a form, and reads its policy.</summary>
internal static class FormAuthenticator
{
    private static readonly string[] Version4Fields = ["x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-signature"];
    private static readonly string[] Version2Fields = ["awsaccesskeyid", "signature"];

    /// <summary>Who signed, and what for; nobody and nothing when the form has no policy.</summary>
    /// <exception cref="S3Exception">A field is missing, the signature is wrong, or the policy is none.</exception>
    public static (AuthenticatedRequest? Authenticated, FormPolicy? Policy) Authenticate(RequestAuthenticator authenticator, Dictionary<string, string> fields)
    {
        if (!fields.TryGetValue("policy", out var encoded)) return (null, null);
        var authenticated = Verify(authenticator, fields, encoded);
        var json = new byte[Base64.GetMaxDecodedFromUtf8Length(encoded.Length)];
        if (!Convert.TryFromBase64String(encoded, json, out var length)) throw new S3Exception(S3ErrorCode.InvalidPolicyDocument, "Invalid Policy: invalid Base64 encoding.");
        return FormPolicy.TryParse(json.AsMemory(0, length), out var policy) is { } error ? throw new S3Exception(error) : (authenticated, policy);
    }

    private static AuthenticatedRequest Verify(RequestAuthenticator authenticator, Dictionary<string, string> fields, string policy)
    {
        if (HasAny(fields, Version4Fields))
        {
            var algorithm = Required(fields, "X-Amz-Algorithm");
            if (algorithm != "AWS4-HMAC-SHA256") throw new S3Exception(InvalidArgumentError.Of("X-Amz-Algorithm must be AWS4-HMAC-SHA256", "X-Amz-Algorithm", algorithm));
            return authenticator.Version4.VerifyPolicy(Required(fields, "X-Amz-Credential"), Required(fields, "X-Amz-Date"), Required(fields, "X-Amz-Signature"), policy, fields.GetValueOrDefault("x-amz-security-token"));
        }

        // A policy that nobody signed lets nobody do anything.
        if (!HasAny(fields, Version2Fields)) throw new S3Exception(S3ErrorCode.AccessDenied);
        var accessKey = Required(fields, "AWSAccessKeyId");
        var signature = Required(fields, "Signature");
        return authenticator.Version2 is { } version2
            ? version2.VerifyPolicy(accessKey, signature, policy)
            : throw new S3Exception(S3ErrorCode.InvalidRequest, "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.");
    }

    private static bool HasAny(Dictionary<string, string> fields, string[] names) => Array.Exists(names, fields.ContainsKey);

    private static string Required(Dictionary<string, string> fields, string name) =>
        fields.TryGetValue(name.ToLowerInvariant(), out var value)
            ? value
            : throw new S3Exception(InvalidArgumentError.Of($"Bucket POST must contain a field named '{name}'.  If it is specified, please check the order of the fields.", name, ""));
}
