using ObjectStore.Cluster.Iam;
using ObjectStore.Gateway.Queries;
using ObjectStore.S3.Xml;

namespace ObjectStore.Iam.Actions;

/// <summary>Access keys of users, and of the account's root. A secret is in the answer that makes its key, and in no other.</summary>
internal static class AccessKeyActions
{
    private const string Active = "Active";
    private const string Inactive = "Inactive";

    public static IReadOnlyList<IamAction> All { get; } =
    [
        new("CreateAccessKey", IamResource.User, Create),
        new("ListAccessKeys", IamResource.User, List),
        new("UpdateAccessKey", IamResource.User, Update),
        new("DeleteAccessKey", IamResource.User, Delete),
    ];

    private static IamOutcome Create(IamCall call)
    {
        var user = call.UserOrCaller();
        if (KeysOf(call, user).Count() >= IamLimits.AccessKeysPerUserMax) throw IamErrors.LimitExceeded("AccessKeysPerUser", IamLimits.AccessKeysPerUserMax);
        var key = new IamAccessKey(IamIds.NewAccessKey(), call.AccountId, call.Now, user?.Id ?? "", IamIds.NewSecret(), IsActive: true);
        return new IamOutcome(IamXml.One("AccessKey", Write)) { Stored = [key] };

        void Write(S3XmlWriter xml)
        {
            Metadata(xml, call, user, key);
            xml.Element("SecretAccessKey"u8, key.SecretKey);
        }
    }

    private static IamOutcome List(IamCall call)
    {
        var user = call.UserOrCaller();
        return new IamOutcome(IamPaging.Page(call, "AccessKeyMetadata", KeysOf(call, user), static key => key.Id, (xml, key) => Metadata(xml, call, user, key)));
    }

    private static IamOutcome Update(IamCall call)
    {
        var status = call.Required("Status");
        if (status is not (Active or Inactive)) throw QueryErrors.Validation("The specified value for status is invalid. It must be Active or Inactive.");
        return IamOutcome.Store(KeyOf(call) with { IsActive = status == Active });
    }

    private static IamOutcome Delete(IamCall call) => IamOutcome.Remove(KeyOf(call));

    private static IamAccessKey KeyOf(IamCall call)
    {
        var user = call.UserOrCaller();
        var id = call.Required("AccessKeyId");
        return KeysOf(call, user).FirstOrDefault(key => key.Id == id) ?? throw IamErrors.NoSuchEntity("Access Key", id);
    }

    private static IEnumerable<IamAccessKey> KeysOf(IamCall call, IamUser? user)
    {
        var id = user?.Id ?? "";
        return call.Account.AccessKeys.Values.Where(key => key.UserId == id);
    }

    private static void Metadata(S3XmlWriter xml, IamCall call, IamUser? user, IamAccessKey key)
    {
        xml.Element("UserName"u8, user?.Name ?? call.Caller.DisplayName);
        xml.Element("AccessKeyId"u8, key.Id);
        xml.Element("Status"u8, key.IsActive ? Active : Inactive);
        IamXml.Time(xml, "CreateDate"u8, key.CreatedAt);
    }
}
