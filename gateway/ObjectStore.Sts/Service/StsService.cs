using ObjectStore.Cluster.Iam;
using ObjectStore.Gateway.Queries;
using ObjectStore.Iam;
using ObjectStore.Policies;
using ObjectStore.Policies.Access;
using ObjectStore.Policies.Matching;
using ObjectStore.S3.Auth;
using ObjectStore.S3.Xml;
using ObjectStore.Sts.Sessions;

namespace ObjectStore.Sts.Service;

/// <summary>STS's query API: sessions of roles and users, and who somebody is. Thread-safe; stores nothing.</summary>
/// <remarks>Roles and providers are read as the catalog holds them now, so that what was just made or taken back counts.</remarks>
internal sealed class StsService(IamDirectory directory, SessionIssuer issuer, WebIdentities identities) : IQueryService
{
    /// <summary>Longest session of a role that was assumed in a session of a role.</summary>
    private static readonly TimeSpan ChainedMax = TimeSpan.FromHours(1);

    /// <summary>Longest session of a federated user that the root of an account asked for; longer ones are made so short (AWS STS API reference, GetFederationToken).</summary>
    private static readonly TimeSpan RootMax = TimeSpan.FromHours(1);

    /// <inheritdoc />
    public string Version => "2011-06-15";

    /// <inheritdoc />
    public string SigningName => "sts";

    /// <inheritdoc />
    public string XmlNamespace => "https://sts.amazonaws.com/doc/2011-06-15/";

    /// <inheritdoc />
    public async ValueTask AnswerAsync(QueryCall call, S3XmlWriter result)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (call.Action == "AssumeRoleWithWebIdentity")
        {
            await AssumeWithWebIdentityAsync(call, result);
            return;
        }

        if (call.Caller.IsAnonymous) throw QueryErrors.MissingToken();
        switch (call.Action)
        {
            case "AssumeRole":
                await AssumeAsync(call, result);
                break;
            case "GetCallerIdentity":
                WriteCaller(call.Caller, result);
                break;
            case "GetSessionToken":
                IssueOfUser(call, result);
                break;
            case "GetFederationToken":
                await IssueOfFederatedUserAsync(call, result);
                break;
            default:
                throw QueryErrors.InvalidAction(call.Action, Version);
        }
    }

    private async ValueTask AssumeAsync(QueryCall call, S3XmlWriter result)
    {
        var arn = ArnOf(call.Form);
        var caller = call.Caller.Caller;
        if (caller.Principal.Session is { FederatedBy: not null }) throw StsErrors.NotAuthorized(caller.Principal.Arn, "sts:AssumeRole", arn.Text);
        var terms = SessionTerms.Read(call.Form).After(caller.Principal.Session);
        var isChained = caller.Principal.Session?.Role is not null;
        if (isChained && terms.Duration > ChainedMax) throw QueryErrors.Validation("The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.");
        var snapshot = await directory.ReadAsync(call.Aborted);
        var role = FindRole(snapshot, arn);
        if (role is null || !RoleTrust.Allows(role, caller, "sts:AssumeRole", new TrustKeys(call.Keys, terms, role) { ExternalId = call.Form["ExternalId"] }, terms))
            throw StsErrors.NotAuthorized(caller.Principal.Arn, "sts:AssumeRole", arn.Text);
        RequirePolicies(snapshot, role.AccountId, terms);
        var issued = issuer.Issue(role, terms, provider: null);
        SessionIssuer.WriteCredentials(result, issued);
        SessionIssuer.WriteRole(result, issued);
    }

    private async ValueTask AssumeWithWebIdentityAsync(QueryCall call, S3XmlWriter result)
    {
        var arn = ArnOf(call.Form);
        if (call.Form["SourceIdentity"] is { Length: > 0 }) throw StsErrors.NotSupported("SourceIdentity");
        var terms = SessionTerms.Read(call.Form);
        var snapshot = await directory.ReadAsync(call.Aborted);
        var identity = await identities.VerifyAsync(SessionTerms.Required(call.Form, "WebIdentityToken"), snapshot.Account(arn.AccountId), arn.AccountId, call.Aborted);
        terms = terms.WithTags(identity.Claims.Tags);
        var caller = new AccessCaller(RequestPrincipal.OfWebIdentity(identity.ProviderArn)) { Policies = [] };
        var role = FindRole(snapshot, arn);
        if (role is null || !RoleTrust.Allows(role, caller, "sts:AssumeRoleWithWebIdentity", new TrustKeys(call.Keys, terms, role).With(identity.ProviderName, identity.Claims), terms))
            throw StsErrors.NotAuthorized("sts:AssumeRoleWithWebIdentity");
        RequirePolicies(snapshot, role.AccountId, terms);
        var issued = issuer.Issue(role, terms, identity.Claims.Issuer);
        SessionIssuer.WriteCredentials(result, issued);
        result.Element("SubjectFromWebIdentityToken"u8, identity.Claims.Subject);
        SessionIssuer.WriteRole(result, issued);
        result.Element("Provider"u8, identity.Claims.Issuer);
        result.Element("Audience"u8, identity.Claims.Audiences[0]);
    }

    /// <summary>A session with no more rights than its policies and the caller's both give.</summary>
    private async ValueTask IssueOfFederatedUserAsync(QueryCall call, S3XmlWriter result)
    {
        var (caller, terms) = (call.Caller.Caller, SessionTerms.ReadOfFederatedUser(call.Form));
        if (caller.Principal.Session is not null) throw QueryErrors.AccessDenied("Cannot call GetFederationToken with session credentials");
        var arn = FederatedUsers.ArnOf(caller.Principal.AccountId, terms.SessionName);
        Require(call, terms, "sts:GetFederationToken", arn);
        if (terms.Tags.Count > 0) Require(call, terms, "sts:TagSession", arn);
        if (terms.PolicyArns.Count > 0) RequirePolicies(await directory.ReadAsync(call.Aborted), caller.Principal.AccountId, terms);
        if (caller.IsRoot && terms.Duration > RootMax) terms = terms with { Duration = RootMax };
        var issued = issuer.Issue(call.Caller.AccessKey, terms);
        SessionIssuer.WriteCredentials(result, issued);
        SessionIssuer.WriteFederatedUser(result, caller.Principal.AccountId, issued);
    }

    /// <summary>Demands that the caller's policies allow an action on a federated user; the root of an account, and an administrator, may.</summary>
    private static void Require(QueryCall call, SessionTerms terms, string action, string arn)
    {
        var caller = call.Caller.Caller;
        var request = new PolicyRequest(caller.Principal, StsActions.Get(action), arn, new RequestTagKeys(call.Keys, terms.Tags));
        if (BucketAccess.DecideWithoutBucket(caller, request).Verdict != AccessVerdict.Allowed) throw StsErrors.NotAuthorized(caller.Principal.Arn, action, arn);
    }

    /// <summary>Managed policies of a session are of its account, or of every account.</summary>
    private static void RequirePolicies(IamSnapshot snapshot, string accountId, SessionTerms terms)
    {
        foreach (var arn in terms.PolicyArns)
        {
            if (IamPolicies.FindManaged(snapshot.Account(accountId), arn) is null) throw QueryErrors.Validation($"The account has no managed policy {arn}.");
        }
    }

    private static RoleArn ArnOf(QueryForm form)
    {
        var text = SessionTerms.Required(form, "RoleArn");
        return RoleArn.TryParse(text, out var arn) ? arn : throw QueryErrors.Validation($"{text} is invalid: it is no ARN of a role.");
    }

    /// <summary>The role with exactly this ARN, path and case included.</summary>
    private static IamRole? FindRole(IamSnapshot snapshot, RoleArn arn) => snapshot.Account(arn.AccountId).FindRole(arn.RoleName) is { } role && role.Arn == arn.Text ? role : null;

    private static void WriteCaller(Identity identity, S3XmlWriter result)
    {
        var principal = identity.Caller.Principal;
        result.Element("UserId"u8, principal.UniqueId);
        result.Element("Account"u8, principal.AccountId);
        result.Element("Arn"u8, identity.Caller.IsRoot ? $"arn:aws:iam::{principal.AccountId}:root" : principal.Arn);
    }

    private void IssueOfUser(QueryCall call, S3XmlWriter result)
    {
        if (call.Form["SerialNumber"] is { Length: > 0 }) throw StsErrors.NotSupported("SerialNumber");
        if (call.Caller.Caller.Principal.Session is not null) throw QueryErrors.AccessDenied("Cannot call GetSessionToken with session credentials");
        var duration = SessionTerms.DurationOf(call.Form, SessionTerms.UserSecondsDefault);
        if (duration > TimeSpan.FromSeconds(SessionTerms.UserSecondsMax)) throw QueryErrors.Validation($"DurationSeconds is at most {SessionTerms.UserSecondsMax}.");
        SessionIssuer.WriteCredentials(result, issuer.Issue(call.Caller.AccessKey, duration));
    }
}
