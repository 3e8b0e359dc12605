using ObjectStore.Gateway.Middleware;
using ObjectStore.Policies.Acl;
using ObjectStore.S3.Acl;
using ObjectStore.S3.Auth;
using ObjectStore.S3.Body;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Access;

/// <summary>Reads the access control list that a request asks for, out of its headers or its body, and finds the users that it names.</summary>
internal sealed class AclReader(ICredentialSource users, DocumentBudget documents)
{
    /// <summary>The list of the headers; null when there are none. Gives the error of one that is not acceptable.</summary>
    /// <param name="context">The request.</param>
    /// <param name="ownerId">Who owns what the list is for.</param>
    /// <param name="bucketOwnerId">Who owns the bucket.</param>
    /// <param name="acl">The list.</param>
    public S3Error? TryReadHeaders(S3Context context, string ownerId, string bucketOwnerId, out AccessControlList? acl)
    {
        acl = null;
        if ((context.Traits & HeaderTraits.Acl) == 0) return null;
        if (GrantHeaders.TryParse(context.Request.Headers, out var grants) is { } grantError) return grantError;
        var canned = context.Header(AmzHeaders.Acl) ?? "";
        if (canned.Length > 0 && grants.Count > 0) return new S3Error(S3ErrorCode.InvalidRequest, "Specifying both Canned ACLs and Header Grants is not allowed");
        if (canned.Length > 0)
            return CannedAcls.TryMake(canned, ownerId, bucketOwnerId, out acl) ? null : InvalidArgumentError.Of("The canned ACL is not valid.", AmzHeaders.Acl, canned);
        return grants.Count == 0 ? null : TryResolve(grants, GranteeNames.OfHeaders, ownerId, out acl);
    }

    /// <summary>The list of headers or body, one of which has to be there.</summary>
    public async ValueTask<(AccessControlList? Acl, S3Error? Error)> ReadAsync(S3Context context, string ownerId, string bucketOwnerId)
    {
        if (TryReadHeaders(context, ownerId, bucketOwnerId, out var acl) is { } headerError) return (null, headerError);
        using var lease = documents.Lease();
        await using var body = RequestBody.Create(context.Request, context.Authenticated, BodyRequirements.ForDocument);
        var document = await body.ReadAllAsync(AccessControlPolicyRequest.BytesMax, lease, context.Aborted);
        if (acl is not null)
        {
            return document.IsEmpty
                ? (acl, null)
                : (null, new S3Error(S3ErrorCode.UnexpectedContent));
        }

        if (document.IsEmpty) return (null, new S3Error(S3ErrorCode.MissingSecurityHeader) { Fields = [new("MissingHeaderName", AmzHeaders.Acl)] });
        if (!AccessControlPolicyRequest.TryParse(document, out var request)) return (null, new S3Error(S3ErrorCode.MalformedACLError));
        if (request.OwnerId != ownerId) return (null, users.FindUser(request.OwnerId) is null ? InvalidId(GranteeNames.OfDocument, request.OwnerId) : new S3Error(S3ErrorCode.AccessDenied));
        return (TryResolve(request.Grants, GranteeNames.OfDocument, ownerId, out acl) is { } error ? (null, error) : (acl, null));
    }

    private static S3Error InvalidId(GranteeNames names, string value) => InvalidArgumentError.Of("Invalid id", names.Id, value);

    private S3Error? TryResolve(IReadOnlyList<RequestedGrant> requested, GranteeNames names, string ownerId, out AccessControlList? acl)
    {
        acl = null;
        var grants = new AclGrant[requested.Count];
        for (var i = 0; i < grants.Length; i++)
        {
            if (TryResolve(requested[i], names, out grants[i]) is { } error) return error;
        }

        acl = new AccessControlList(ownerId, grants);
        return null;
    }

    private S3Error? TryResolve(RequestedGrant requested, GranteeNames names, out AclGrant grant)
    {
        grant = default;
        switch (requested.Form)
        {
            case GranteeForm.Uri:
                if (!AclNames.TryParseGroup(requested.Value, out var group)) return InvalidArgumentError.Of("Invalid group uri", names.Uri, requested.Value);
                grant = new AclGrant(group, "", requested.Permission);
                return null;
            case GranteeForm.EmailAddress:
                if (users.FindUserByEmail(requested.Value) is not { } named) return new S3Error(S3ErrorCode.UnresolvableGrantByEmailAddress);
                grant = new AclGrant(AclGranteeKind.User, named.UserId, requested.Permission);
                return null;
            default:
                if (users.FindUser(requested.Value) is not { } user) return InvalidId(names, requested.Value);
                grant = new AclGrant(AclGranteeKind.User, user.UserId, requested.Permission);
                return null;
        }
    }
}
