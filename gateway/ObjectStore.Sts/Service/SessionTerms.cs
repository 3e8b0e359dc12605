using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ObjectStore.Gateway.Queries;
using ObjectStore.Policies;

namespace ObjectStore.Sts.Service;

/// <summary>What a request asks of the session that it wants. Immutable.</summary>
/// <remarks>Source: AWS STS API reference, AssumeRole, AssumeRoleWithWebIdentity and GetFederationToken, with their limits.</remarks>
internal sealed partial record SessionTerms
{
    private const int SessionSecondsMin = 900;
    private const int SessionSecondsDefault = 3600;

    /// <summary>Half a day, where a session of a user does not say how long it is to last.</summary>
    public const int UserSecondsDefault = 43_200;

    /// <summary>The longest session of a user.</summary>
    public const int UserSecondsMax = 129_600;

    private const int PolicyLengthMax = 2048;
    private const int TagsMax = 50;
    private const int TagKeyLengthMax = 128;
    private const int TagValueLengthMax = 256;

    private const int PolicyArnsMax = 10;
    private const int PolicyArnLengthMax = 2048;

    /// <summary>What limits sessions or tells more of them, and this store has not: to ignore one of them could give more than was asked for.</summary>
    private static readonly string[] Unsupported = ["SerialNumber", "TokenCode", "ProviderId", "ProvidedContexts.member.1.ProviderArn"];

    /// <summary>Name of the session.</summary>
    public required string SessionName { get; init; }

    /// <summary>How long it lasts.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Its policy, or null.</summary>
    public string? Policy { get; init; }

    /// <summary>ARNs of managed policies that limit it together with <see cref="Policy"/>.</summary>
    public IReadOnlyList<string> PolicyArns { get; init; } = [];

    /// <summary>Its tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>Names of the tags that sessions get that are begun in it.</summary>
    public IReadOnlyList<string> TransitiveTags { get; init; } = [];

    /// <summary>Who is behind it, for good; null for nobody in particular.</summary>
    public string? SourceIdentity { get; init; }

    /// <summary>Reads them.</summary>
    /// <exception cref="QueryException">One is missing or wrong.</exception>
    public static SessionTerms Read(QueryForm form)
    {
        foreach (var parameter in Unsupported)
        {
            if (form[parameter] is { Length: > 0 }) throw StsErrors.NotSupported(parameter);
        }

        var name = Required(form, "RoleSessionName");
        if (!NamePattern().IsMatch(name)) throw QueryErrors.Validation("RoleSessionName has 2 to 64 letters, digits and characters of _+=,.@-");
        var tags = CheckTags(TagsOf(form));
        return new SessionTerms
        {
            SessionName = name,
            Duration = DurationOf(form, SessionSecondsDefault),
            Policy = PolicyOf(form),
            PolicyArns = PolicyArnsOf(form),
            Tags = tags,
            TransitiveTags = TransitiveTagsOf(form, tags),
            SourceIdentity = SourceIdentityOf(form),
        };
    }

    /// <summary>Reads those of the session of a federated user, whose name is that of the session.</summary>
    /// <exception cref="QueryException">One is missing or wrong.</exception>
    public static SessionTerms ReadOfFederatedUser(QueryForm form)
    {
        var name = Required(form, "Name");
        if (!FederatedNamePattern().IsMatch(name)) throw QueryErrors.Validation("Name has 2 to 32 letters, digits and characters of _+=,.@-");
        var duration = DurationOf(form, UserSecondsDefault);
        if (duration > TimeSpan.FromSeconds(UserSecondsMax)) throw QueryErrors.Validation($"DurationSeconds is at most {UserSecondsMax}.");
        return new SessionTerms { SessionName = name, Duration = duration, Policy = PolicyOf(form), PolicyArns = PolicyArnsOf(form), Tags = CheckTags(TagsOf(form)) };
    }

    /// <summary>The terms with what the session has to hand on in which they are asked for: its transitive tags, and who is behind it.</summary>
    /// <exception cref="QueryException">One of them is asked for otherwise.</exception>
    public SessionTerms After(PrincipalSession? session)
    {
        if (session is null) return this;
        if (SourceIdentity is not null && session.SourceIdentity is not null && SourceIdentity != session.SourceIdentity)
            throw QueryErrors.AccessDenied("The source identity of a session cannot be changed.");
        var tags = new Dictionary<string, string>(Tags, StringComparer.Ordinal);
        foreach (var name in session.TransitiveTags)
        {
            if (!session.Tags.TryGetValue(name, out var value)) continue;
            if (!tags.TryAdd(name, value)) throw QueryErrors.Validation($"The tag {name} is handed on by the session, and cannot be set again.");
        }

        return this with
        {
            Tags = CheckTags(tags),
            TransitiveTags = [.. TransitiveTags.Union(session.TransitiveTags.Where(session.Tags.ContainsKey))],
            SourceIdentity = SourceIdentity ?? session.SourceIdentity,
        };
    }

    /// <summary>The terms with the tags of a web identity.</summary>
    /// <exception cref="QueryException">The tags are not what tags may be.</exception>
    public SessionTerms WithTags(IReadOnlyDictionary<string, string> tags) => this with { Tags = CheckTags(tags), TransitiveTags = [] };

    /// <summary>A parameter that has to be there.</summary>
    /// <exception cref="QueryException">It is not.</exception>
    public static string Required(QueryForm form, string name) => form[name] is { Length: > 0 } value ? value : throw QueryErrors.Validation($"{name} is missing.");

    /// <summary>The asked duration; at least 15 minutes.</summary>
    /// <exception cref="QueryException">It is no number, or shorter.</exception>
    public static TimeSpan DurationOf(QueryForm form, int secondsDefault)
    {
        if (form["DurationSeconds"] is not { Length: > 0 } text) return TimeSpan.FromSeconds(secondsDefault);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds >= SessionSecondsMin
            ? TimeSpan.FromSeconds(seconds)
            : throw QueryErrors.Validation($"DurationSeconds is a number of at least {SessionSecondsMin}.");
    }

    private static string? PolicyOf(QueryForm form)
    {
        if (form["Policy"] is not { Length: > 0 } policy) return null;
        if (policy.Length > PolicyLengthMax) throw QueryErrors.Validation($"Policy has at most {PolicyLengthMax} characters.");
        return PolicyParser.TryParse(Encoding.UTF8.GetBytes(policy), PolicyKind.Identity, out _, out var reason) ? policy : throw StsErrors.MalformedPolicy(reason);
    }

    private static List<string> PolicyArnsOf(QueryForm form)
    {
        var arns = new List<string>();
        while (form[$"{QueryForm.MemberOf("PolicyArns", arns.Count + 1)}.arn"] is { } arn)
        {
            if (arn.Length is 0 or > PolicyArnLengthMax || arns.Count == PolicyArnsMax) throw QueryErrors.Validation($"A session has at most {PolicyArnsMax} managed policies, each with its ARN.");
            arns.Add(arn);
        }

        return arns;
    }

    private static IReadOnlyList<string> TransitiveTagsOf(QueryForm form, IReadOnlyDictionary<string, string> tags)
    {
        var names = form.ListOf("TransitiveTagKeys");
        return names.All(tags.ContainsKey) ? names : throw QueryErrors.Validation("Every transitive tag key has to be that of a tag of the request.");
    }

    private static string? SourceIdentityOf(QueryForm form)
    {
        if (form["SourceIdentity"] is not { Length: > 0 } identity) return null;
        return NamePattern().IsMatch(identity) ? identity : throw QueryErrors.Validation("SourceIdentity has 2 to 64 letters, digits and characters of _+=,.@-");
    }

    private static Dictionary<string, string> TagsOf(QueryForm form)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var number = 1; form[TagPart(number, "Key")] is { } key; number++)
        {
            if (!tags.TryAdd(key, form[TagPart(number, "Value")] ?? "")) throw QueryErrors.Validation("A tag is there twice.");
        }

        return tags;
    }

    private static IReadOnlyDictionary<string, string> CheckTags(IReadOnlyDictionary<string, string> tags)
    {
        if (tags.Count > TagsMax) throw QueryErrors.Validation($"A session has at most {TagsMax} tags.");
        foreach (var (key, value) in tags)
        {
            if (key.Length is 0 or > TagKeyLengthMax || value.Length > TagValueLengthMax || key.Any(char.IsControl) || value.Any(char.IsControl))
                throw QueryErrors.Validation($"A tag has a key of up to {TagKeyLengthMax} and a value of up to {TagValueLengthMax} characters, and no control characters.");
        }

        return tags;
    }

    private static string TagPart(int number, string part) => $"{QueryForm.MemberOf("Tags", number)}.{part}";

    [GeneratedRegex(@"\A[A-Za-z0-9_+=,.@-]{2,64}\z")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\A[A-Za-z0-9_+=,.@-]{2,32}\z")]
    private static partial Regex FederatedNamePattern();
}
