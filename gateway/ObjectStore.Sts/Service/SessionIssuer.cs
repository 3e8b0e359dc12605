using ObjectStore.Cluster.Iam;
using ObjectStore.Gateway.Queries;
using ObjectStore.Policies;
using ObjectStore.S3.Xml;
using ObjectStore.Sts.Sessions;

namespace ObjectStore.Sts.Service;

/// <summary>Makes sessions and writes them into answers. Thread-safe.</summary>
internal sealed class SessionIssuer(SessionTokens tokens, TimeProvider time)
{
    private const int Whole = 100;

    /// <summary>A session of a role.</summary>
    /// <exception cref="QueryException">It would last longer than the role's may, or its token would be too long.</exception>
    public IssuedSession Issue(IamRole role, SessionTerms terms, string? provider)
    {
        if (terms.Duration > role.MaxSession) throw QueryErrors.Validation("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
        var session = New(terms.Duration) with
        {
            Role = new SessionRole(role.AccountId, role.Name, role.Id, terms.SessionName),
            Policy = terms.Policy,
            PolicyArns = terms.PolicyArns.Count == 0 ? null : terms.PolicyArns,
            Tags = terms.Tags,
            TransitiveTags = terms.TransitiveTags.Count == 0 ? null : terms.TransitiveTags,
            SourceIdentity = terms.SourceIdentity,
            Provider = provider,
        };
        return Seal(session);
    }

    /// <summary>A session of a federated user.</summary>
    /// <exception cref="QueryException">Its token would be too long.</exception>
    public IssuedSession Issue(string parentAccessKey, SessionTerms terms) => Seal(New(terms.Duration) with
    {
        ParentAccessKey = parentAccessKey,
        FederatedUser = terms.SessionName,
        Policy = terms.Policy,
        PolicyArns = terms.PolicyArns.Count == 0 ? null : terms.PolicyArns,
        Tags = terms.Tags,
    });

    /// <summary>A session of a user.</summary>
    public IssuedSession Issue(string parentAccessKey, TimeSpan duration) => Seal(New(duration) with { ParentAccessKey = parentAccessKey });

    /// <summary>Writes the credentials of a session.</summary>
    public static void WriteCredentials(S3XmlWriter xml, IssuedSession issued)
    {
        xml.Start("Credentials"u8);
        xml.Element("AccessKeyId"u8, issued.Session.AccessKey);
        xml.Element("SecretAccessKey"u8, issued.Session.SecretKey);
        xml.Element("SessionToken"u8, issued.Token);
        xml.Element("Expiration"u8, PrincipalKeys.TimeText(issued.Session.ExpiresAt));
        xml.End("Credentials"u8);
    }

    /// <summary>Writes whose session it is, and how much of a token's length it takes.</summary>
    public static void WriteRole(S3XmlWriter xml, IssuedSession issued)
    {
        var role = issued.Session.Role!;
        xml.Start("AssumedRoleUser"u8);
        xml.Element("AssumedRoleId"u8, role.UserId);
        xml.Element("Arn"u8, role.SessionArn);
        xml.End("AssumedRoleUser"u8);
        if (issued.Session.SourceIdentity is { } source) xml.Element("SourceIdentity"u8, source);
        WriteSize(xml, issued);
    }

    /// <summary>Writes for whom the session of a federated user is, and how much of a token's length it takes.</summary>
    public static void WriteFederatedUser(S3XmlWriter xml, string accountId, IssuedSession issued)
    {
        var name = issued.Session.FederatedUser!;
        xml.Start("FederatedUser"u8);
        xml.Element("FederatedUserId"u8, FederatedUsers.IdOf(accountId, name));
        xml.Element("Arn"u8, FederatedUsers.ArnOf(accountId, name));
        xml.End("FederatedUser"u8);
        WriteSize(xml, issued);
    }

    private static void WriteSize(S3XmlWriter xml, IssuedSession issued)
    {
        if (issued.Session.Policy is not null || issued.Session.PolicyArns is not null || issued.Session.Tags.Count > 0) xml.Element("PackedPolicySize"u8, (long)issued.Token.Length * Whole / SessionTokens.LengthMax);
    }

    private SessionToken New(TimeSpan duration)
    {
        var (accessKey, secretKey) = SessionKeys.Make();

        // Answers tell whole seconds.
        var now = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
        return new SessionToken { AccessKey = accessKey, SecretKey = secretKey, IssuedAt = now, ExpiresAt = now + duration };
    }

    private IssuedSession Seal(SessionToken session)
    {
        var token = tokens.Seal(session);
        return token.Length <= SessionTokens.LengthMax ? new IssuedSession(session, token) : throw StsErrors.PackedPolicyTooLarge();
    }
}
