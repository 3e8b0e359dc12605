using System.Globalization;
using ObjectStore.Cluster.Iam;
using ObjectStore.Gateway.Queries;
using ObjectStore.S3.Auth;

namespace ObjectStore.Iam;

/// <summary>A request to IAM with the state that it is judged and answered by. Used by one thread at a time.</summary>
/// <param name="query">The request.</param>
/// <param name="snapshot">IAM as it is.</param>
/// <param name="now">When it is answered.</param>
internal sealed class IamCall(QueryCall query, IamSnapshot snapshot, DateTimeOffset now)
{
    private const int PathLengthMax = 512;
    private const int NameLengthMax = 64;
    private const int LongNameLengthMax = 128;
    private const int DescriptionLengthMax = 1000;

    public IamSnapshot Snapshot => snapshot;

    /// <summary>When it is answered, to the second, as IAM tells times.</summary>
    public DateTimeOffset Now { get; } = new(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond), now.Offset);

    public Identity Caller => query.Caller;

    public string AccountId { get; } = query.Caller.Caller.Principal.AccountId;

    public IamAccount Account => snapshot.Account(AccountId);

    public string? Optional(string name) => query.Form[name];

    public string Required(string name) => Optional(name) is { Length: > 0 } value ? value : throw QueryErrors.Validation($"The request must contain the parameter {name}.");

    public IReadOnlyList<string> ListOf(string name) => query.Form.ListOf(name);

    /// <summary>The name of a user or role.</summary>
    public string Name(string parameter) => CheckName(parameter, Required(parameter), NameLengthMax);

    /// <summary>The name of a group or policy.</summary>
    public string LongName(string parameter) => CheckName(parameter, Required(parameter), LongNameLengthMax);

    /// <summary>A path, or null when it is absent.</summary>
    public string? Path(string parameter)
    {
        if (Optional(parameter) is not { } path) return null;
        var isPath = path.Length is > 0 and <= PathLengthMax && path[0] == '/' && path[^1] == '/' && path.All(static letter => letter is >= '!' and <= '~');
        return isPath ? path : throw QueryErrors.Validation($"The specified value for {parameter} is invalid. It must begin and end with / and contain only ASCII characters.");
    }

    /// <summary>How the paths of what is listed begin.</summary>
    public string PathPrefix
    {
        get
        {
            var prefix = Optional("PathPrefix") ?? "/";
            return prefix.StartsWith('/') && prefix.Length <= PathLengthMax ? prefix : throw QueryErrors.Validation("The specified value for pathPrefix is invalid. It must begin with /.");
        }
    }

    public string? Description
    {
        get
        {
            if (Optional("Description") is not { } text) return null;
            return text.Length <= DescriptionLengthMax && !text.Any(static letter => char.IsControl(letter) && letter is not ('\t' or '\n' or '\r'))
                ? text
                : throw QueryErrors.Validation($"The specified value for description is invalid. It may have {DescriptionLengthMax} characters, and no control characters.");
        }
    }

    /// <summary>A whole number, or null when it is absent.</summary>
    public int? Number(string parameter, int min, int max)
    {
        if (Optional(parameter) is not { } text) return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw QueryErrors.Validation($"The specified value for {parameter} is invalid. It must be between {min} and {max}.");
    }

    public IamUser User(string name) => Account.FindUser(name) ?? throw IamErrors.NoSuchEntity("user", name);

    public IamGroup Group(string name) => Account.FindGroup(name) ?? throw IamErrors.NoSuchEntity("group", name);

    public IamRole Role(string name) => Account.FindRole(name) ?? throw IamErrors.NoSuchEntity("role", name);

    /// <summary>The user that the request names, or who sends it; null for the root of the account.</summary>
    public IamUser? UserOrCaller()
    {
        if (Optional("UserName") is not null) return User(Name("UserName"));
        if (IsRoot) return null;
        return CallingUser ?? throw QueryErrors.Validation("Must specify userName when calling with non-User credentials");
    }

    /// <summary>The user that the request names, or who sends it; null when there is none.</summary>
    public IamUser? FindUser() => Optional("UserName") is { } name ? Account.FindUser(name) : CallingUser;

    /// <summary>Whether the caller is the root of the account: no policy limits it.</summary>
    public bool IsRoot => Caller.IsAdmin || Caller.Caller.IsRoot;

    /// <summary>An ARN in the account of the caller.</summary>
    public string Arn(string resource) => $"arn:aws:iam::{AccountId}:{resource}";

    /// <summary>ARN of the user that the request names, in the best case with its path.</summary>
    public string UserArn(string parameter = "UserName")
    {
        if (Optional(parameter) is { } name) return Account.FindUser(name)?.Arn ?? Arn($"user{Optional("Path") ?? "/"}{name}");
        return IsRoot ? Arn("root") : Caller.Caller.Principal.Arn;
    }

    public string GroupArn() => Account.FindGroup(Required("GroupName"))?.Arn ?? Arn($"group{Optional("Path") ?? "/"}{Required("GroupName")}");

    public string RoleArn() => Account.FindRole(Required("RoleName"))?.Arn ?? Arn($"role{Optional("Path") ?? "/"}{Required("RoleName")}");

    private IamUser? CallingUser => snapshot.Find(Caller.Caller.Principal.UniqueId) is IamUser user && user.AccountId == AccountId ? user : null;

    private static string CheckName(string parameter, string name, int lengthMax)
    {
        var isName = name.Length <= lengthMax && name.All(static letter => char.IsAsciiLetterOrDigit(letter) || "_+=,.@-".Contains(letter, StringComparison.Ordinal));
        return isName
            ? name
            : throw QueryErrors.Validation($"The specified value for {parameter} is invalid. It may have {lengthMax} characters, alphanumeric or one of _+=,.@-");
    }
}
