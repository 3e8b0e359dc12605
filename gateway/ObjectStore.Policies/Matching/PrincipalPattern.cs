namespace ObjectStore.Policies.Matching;

/// <summary>One principal of a statement. Immutable.</summary>
internal sealed class PrincipalPattern
{
    private const string Iam = "arn:aws:iam:";

    private readonly string _value;
    private readonly Form _form;

    private PrincipalPattern(Form form, string value)
    {
        _form = form;
        _value = value;
    }

    private enum Form
    {
        Everyone,
        Account,
        Arn,
        CanonicalUser,

        /// <summary>Who has a token of an issuer.</summary>
        Federated,

        /// <summary>A service: nobody who signs here is one.</summary>
        Service,
    }

    /// <summary>Everybody, also who did not sign.</summary>
    public static PrincipalPattern Everyone { get; } = new(Form.Everyone, "*");

    /// <summary>Whether it is about everybody.</summary>
    public bool IsEveryone => _form == Form.Everyone;

    /// <summary>Whether it names a whole account.</summary>
    public bool IsAccount => _form is Form.Account or Form.CanonicalUser;

    /// <summary>Reads a principal; false for what names nobody, or somebody by a pattern.</summary>
    /// <param name="type">The key: <c>AWS</c>, <c>CanonicalUser</c>, <c>Service</c>, <c>Federated</c>.</param>
    /// <param name="value">The value.</param>
    /// <param name="principal">Whom it names.</param>
    public static bool TryParse(string type, string value, out PrincipalPattern principal)
    {
        principal = Everyone;
        if (value.Length == 0) return false;
        switch (type)
        {
            case "AWS" when value == "*":
                return true;
            case "AWS":
                return TryParseAws(value, out principal);
            case "CanonicalUser":
                principal = new PrincipalPattern(Form.CanonicalUser, value);
                return true;
            case "Federated":
                principal = new PrincipalPattern(Form.Federated, value);
                return true;
            case "Service":
                principal = new PrincipalPattern(Form.Service, value);
                return true;
            default:
                return false;
        }
    }

    public bool Matches(RequestPrincipal principal)
    {
        if (_form == Form.Everyone) return true;
        if (principal.IsAnonymous) return false;
        if (principal.IsService) return _form == Form.Service && _value == principal.Arn;
        if (principal.IsWebIdentity) return _form == Form.Federated && _value == principal.Arn;
        return _form switch
        {
            Form.Account => _value == principal.AccountId,
            Form.CanonicalUser => _value == principal.UserId,

            // Without an account the name is that of the user's own, as Ceph writes it.
            Form.Arn => _value == principal.Arn || _value == principal.Session?.Role?.RoleArn || _value == principal.Session?.FederatedBy || (!principal.IsMember && _value == $"{Iam}::user/{principal.UserId}"),
            _ => false,
        };
    }

    /// <summary>Whether it names a session itself, or everybody: what it is allowed so is not limited to the policy of the session.</summary>
    public bool ReachesSession(RequestPrincipal principal) => _form == Form.Everyone || (_form == Form.Arn && !principal.IsAnonymous && _value == SessionArnOf(principal));

    private static string? SessionArnOf(RequestPrincipal principal) => principal.Session is { FederatedBy: not null } ? principal.Arn : principal.Session?.Role?.SessionArn;

    private static bool TryParseAws(string value, out PrincipalPattern principal)
    {
        principal = new PrincipalPattern(Form.Account, value);
        if (value.AsSpan().ContainsAny('*', '?')) return false;
        if (!value.StartsWith("arn:", StringComparison.Ordinal)) return !value.AsSpan().ContainsAny(':', '/', ' ');
        var parts = value.Split(':', 6);
        if (parts.Length != 6 || parts[2] is not ("iam" or "sts") || parts[5].Length == 0) return false;
        principal = parts[5] == "root" ? new PrincipalPattern(Form.Account, parts[4]) : new PrincipalPattern(Form.Arn, value);
        return true;
    }
}
