using System.Collections.Frozen;
using ObjectStore.Gateway.Queries;
using ObjectStore.Iam.Actions;
using ObjectStore.Policies;
using ObjectStore.Policies.Access;
using ObjectStore.S3.Xml;

namespace ObjectStore.Iam;

/// <summary>IAM's query API: authorizes, calls the action with the newest state, and stores what it changes. Thread-safe.</summary>
/// <remarks>A change that another one came before is made anew of the newer state, so that what the action checked holds when it is stored.</remarks>
internal sealed class IamService(IamDirectory directory, TimeProvider time) : IQueryService
{
    private const int AttemptsMax = 10;

    private static readonly FrozenDictionary<string, IamAction> Actions = new[]
    {
        UserActions.All, AccessKeyActions.All, GroupActions.All, RoleActions.All, ManagedPolicyActions.All, PolicyVersionActions.All, BoundaryActions.All, InlinePolicyActions.All, AttachmentActions.All,
        TagActions.All, OidcProviderActions.All, AccountActions.All,
    }.SelectMany(static list => list).ToFrozenDictionary(static action => action.Name, StringComparer.Ordinal);

    /// <summary>Names of all actions.</summary>
    public static IEnumerable<string> ActionNames => Actions.Keys;

    /// <inheritdoc />
    public string Version => "2010-05-08";

    /// <inheritdoc />
    public string SigningName => "iam";

    /// <inheritdoc />
    public string XmlNamespace => "https://iam.amazonaws.com/doc/2010-05-08/";

    /// <inheritdoc />
    public async ValueTask AnswerAsync(QueryCall call, S3XmlWriter result)
    {
        if (call.Caller.IsAnonymous) throw QueryErrors.MissingToken();
        if (!Actions.TryGetValue(call.Action, out var action)) throw QueryErrors.InvalidAction(call.Action, Version);
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var snapshot = await directory.ReadAsync(call.Aborted);
            var request = new IamCall(call, snapshot, time.GetUtcNow());
            Authorize(call, action, request);
            var outcome = action.Handle(request);
            if (outcome.IsRead || await directory.TryChangeAsync(snapshot, outcome.Removed, outcome.Stored, call.Aborted))
            {
                outcome.Write(result);
                return;
            }
        }

        throw IamErrors.Concurrent();
    }

    /// <summary>Decides by policies; federated users may nothing here (AWS STS API reference, GetFederationToken).</summary>
    private static void Authorize(QueryCall call, IamAction action, IamCall request)
    {
        RequireAllowed(call, action, request, action.Resource.Arn(request));
        if (action.ChangedArn is { } changed) RequireAllowed(call, action, request, changed(request));
    }

    private static void RequireAllowed(QueryCall call, IamAction action, IamCall request, string resource)
    {
        var caller = call.Caller.Caller;
        if (caller.Principal.Session is { FederatedBy: not null }) throw Denied(caller, action, resource);
        var decision = BucketAccess.DecideWithoutBucket(caller, new PolicyRequest(caller.Principal, action.Action, resource, new IamKeys(call.Keys, request, action)));
        if (decision.Verdict != AccessVerdict.Allowed) throw Denied(caller, action, resource);
    }

    private static QueryException Denied(AccessCaller caller, IamAction action, string resource) =>
        QueryErrors.AccessDenied($"User: {caller.Principal.Arn} is not authorized to perform: {action.Action.Name} on resource: {resource}");
}
