using Microsoft.AspNetCore.Http;
using ObjectStore.S3.Acl;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;

namespace ObjectStore.Gateway.Middleware;

/// <summary>What is checked of the headers of every request, in one pass.</summary>
internal static class RequestHeaders
{
    /// <summary>Characters around a name and value on the wire.</summary>
    private const int Overhead = 4;

    private static readonly (string Header, HeaderTraits Trait)[] Named =
    [
        (AmzHeaders.CopySource, HeaderTraits.CopySource), (AmzHeaders.Acl, HeaderTraits.Acl), (AmzHeaders.Tagging, HeaderTraits.Tagging),
        (AmzHeaders.ObjectLockMode, HeaderTraits.Retention), (AmzHeaders.ObjectLockRetainUntil, HeaderTraits.Retention),
        (AmzHeaders.ObjectLockLegalHold, HeaderTraits.LegalHold), (AmzHeaders.SourceVersionId, HeaderTraits.Replica), (AmzHeaders.SourceLastModified, HeaderTraits.Replica),
    ];

    /// <summary>Gives the error of headers that are too large; notes what there are headers about.</summary>
    public static S3Error? Check(IHeaderDictionary headers, int bytesMax, out HeaderTraits traits)
    {
        traits = HeaderTraits.None;
        var bytes = 0;
        foreach (var header in headers)
        {
            bytes += header.Key.Length + Overhead;
            for (var i = 0; i < header.Value.Count; i++) bytes += header.Value[i]?.Length ?? 0;
            traits |= TraitOf(header.Key);
        }

        return bytes <= bytesMax ? null : BadRequests.HeadersTooLarge(bytesMax);
    }

    /// <summary>What there are headers about.</summary>
    public static HeaderTraits TraitsOf(IHeaderDictionary headers)
    {
        var traits = HeaderTraits.None;
        foreach (var header in headers) traits |= TraitOf(header.Key);
        return traits;
    }

    private static HeaderTraits TraitOf(string name)
    {
        if (!name.StartsWith(AmzHeaders.Prefix, StringComparison.OrdinalIgnoreCase)) return HeaderTraits.None;
        if (name.StartsWith(GrantHeaders.Prefix, StringComparison.OrdinalIgnoreCase)) return HeaderTraits.Acl;
        if (name.StartsWith(AmzHeaders.Encryption, StringComparison.OrdinalIgnoreCase)) return HeaderTraits.Encryption;
        foreach (var (header, trait) in Named)
        {
            if (name.Equals(header, StringComparison.OrdinalIgnoreCase)) return trait;
        }

        return HeaderTraits.None;
    }
}
