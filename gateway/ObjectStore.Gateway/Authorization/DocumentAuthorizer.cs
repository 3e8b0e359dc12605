using ObjectStore.Gateway.Operations;
using ObjectStore.Gateway.Rates;
using ObjectStore.Policies.Access;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Routing;

namespace ObjectStore.Gateway.Authorization;

/// <summary>Decides on requests of which a document says what policies may ask about, once it has been read. Thread-safe.</summary>
internal sealed class DocumentAuthorizer(Authorizer authorizer, RequestGate gate)
{
    /// <summary>Whether the document of the request has to be read before policies are asked. Where there are none, who may not is told so before.</summary>
    public static bool Decides(S3Context context) =>
        context.Operation is S3Operation.PutObjectTagging or S3Operation.PutObjectRetention or S3Operation.PutObjectLegalHold
        && BucketAccess.AsksPolicies(context.Caller.Caller, context.Configuration.Rules);

    /// <summary>Decides on a request whose document has been read, unless that was done before; gives the error.</summary>
    public async ValueTask<S3Error?> AuthorizeAsync(S3Context context)
    {
        if (!Decides(context)) return null;
        return await authorizer.AuthorizeAsync(context) is { } denied ? denied : gate.TryEnterBucket(context);
    }
}
