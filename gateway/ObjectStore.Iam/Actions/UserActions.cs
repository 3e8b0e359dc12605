using ObjectStore.Cluster.Iam;
using ObjectStore.S3.Xml;

namespace ObjectStore.Iam.Actions;

/// <summary>Users.</summary>
internal static class UserActions
{
    public static IReadOnlyList<IamAction> All { get; } =
    [
        new("CreateUser", IamResource.User, Create) { Keys = IamParameters.Boundary | IamParameters.Tags },
        new("GetUser", IamResource.User, Get),
        new("ListUsers", IamResource.Of(static call => call.Arn("user" + call.PathPrefix)), List),
        new("UpdateUser", IamResource.User, Update) { ChangedArn = static call => Changed(call).Arn },
        new("DeleteUser", IamResource.User, Delete),
    ];

    private static IamOutcome Create(IamCall call)
    {
        var name = call.Name("UserName");
        RequireFree(call, name);
        if (call.Account.Users.Count >= IamLimits.UsersMax) throw IamErrors.LimitExceeded("UsersPerAccount", IamLimits.UsersMax);
        var user = new IamUser(IamIds.NewUser(), call.AccountId, call.Now, name, call.Path("Path") ?? "/") { Boundary = BoundaryActions.Read(call), Tags = IamTags.Read(call) };
        return new IamOutcome(IamXml.One("User", xml => IamXml.WholeUser(xml, user))) { Stored = [user] };
    }

    private static IamOutcome Get(IamCall call) =>
        new(IamXml.One("User", call.UserOrCaller() is { } user ? xml => IamXml.WholeUser(xml, user) : xml => Root(xml, call)));

    private static IamOutcome List(IamCall call)
    {
        var prefix = call.PathPrefix;
        var users = call.Account.Users.Values.Where(user => user.Path.StartsWith(prefix, StringComparison.Ordinal));
        return new IamOutcome(IamPaging.Page(call, "Users", users, static user => user.Name.ToLowerInvariant(), IamXml.User));
    }

    private static IamOutcome Update(IamCall call)
    {
        var changed = Changed(call);
        if (call.Account.FindUser(changed.Name)?.Id != changed.Id) RequireFree(call, changed.Name);
        return IamOutcome.Store(changed);
    }

    private static IamUser Changed(IamCall call)
    {
        var user = call.User(call.Name("UserName"));
        return user with
        {
            Path = call.Path("NewPath") ?? user.Path,
            Name = call.Optional("NewUserName") is null ? user.Name : call.Name("NewUserName"),
        };
    }

    /// <summary>Takes the user out of its groups, too, where AWS wants that done before: nothing is lost by it.</summary>
    private static IamOutcome Delete(IamCall call)
    {
        var user = call.User(call.Name("UserName"));
        if (call.Account.AccessKeys.Values.Any(key => key.UserId == user.Id)) throw IamErrors.DeleteConflict("delete access keys");
        if (user.Policies.Count > 0) throw IamErrors.DeleteConflict("delete policies");
        if (user.Attached.Count > 0) throw IamErrors.DeleteConflict("detach all policies");
        return IamOutcome.Remove(user);
    }

    /// <summary>The account's own name stands for its root in policies, so no user gets it.</summary>
    private static void RequireFree(IamCall call, string name)
    {
        if (call.Account.FindUser(name) is not null || string.Equals(name, call.AccountId, StringComparison.OrdinalIgnoreCase)) throw IamErrors.AlreadyExists("User", name);
    }

    private static void Root(S3XmlWriter xml, IamCall call)
    {
        xml.Element("Path"u8, "/");
        xml.Element("UserName"u8, call.Caller.DisplayName);
        xml.Element("UserId"u8, call.AccountId);
        xml.Element("Arn"u8, call.Arn("root"));
        IamXml.Time(xml, "CreateDate"u8, DateTimeOffset.UnixEpoch);
    }
}
