using ObjectStore.S3.Errors;

namespace ObjectStore.S3.Http;

/// <summary>Canned access control lists (Amazon S3 user guide, "Canned ACL").</summary>
public static class CannedAcl
{
    private static readonly string[] Known = ["public-read", "public-read-write", "authenticated-read", "aws-exec-read", "log-delivery-write"];

    /// <summary>
    /// Null for lists that say what is the case without any: only the owner of the bucket has access. 501 for those that would give access to
    /// others, 400 for what is no canned list.
    /// </summary>
    public static S3Error? Check(string acl)
    {
        if (acl is "" or "private" or "bucket-owner-full-control" or "bucket-owner-read") return null;
        return Known.AsSpan().Contains(acl)
            ? new S3Error(S3ErrorCode.NotImplemented, $"The access control list '{acl}' is not implemented.") { Fields = [new("Header", AmzHeaders.Acl)] }
            : InvalidArgumentError.Of("The canned ACL is not valid.", AmzHeaders.Acl, acl);
    }
}
