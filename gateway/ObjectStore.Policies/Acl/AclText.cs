using System.Globalization;
using System.Text;

namespace ObjectStore.Policies.Acl;

/// <summary>Access control lists as they are stored, without the owner, whom the row names: docs/format/index.md §8.</summary>
/// <remarks>One grant a word: permission as a number, a letter for the kind, and for users the escaped id: <c>15u:alice 1a</c>.</remarks>
public static class AclText
{
    private const string Kinds = "uasl";

    /// <summary>The text of the grants.</summary>
    public static string Format(AccessControlList acl)
    {
        var text = new StringBuilder();
        foreach (var grant in acl.Grants)
        {
            if (text.Length > 0) text.Append(' ');
            text.Append(CultureInfo.InvariantCulture, $"{(int)grant.Permission}{Kinds[(int)grant.Kind]}");
            if (grant.Kind == AclGranteeKind.User) text.Append(':').Append(Uri.EscapeDataString(grant.UserId));
        }

        return text.ToString();
    }

    /// <summary>False when it is not such a text.</summary>
    public static bool TryParse(string text, string ownerId, out AccessControlList acl)
    {
        acl = new AccessControlList(ownerId, []);
        if (text.Length == 0) return true;
        var words = text.Split(' ');
        if (words.Length > AccessControlList.GrantsMax) return false;
        var grants = new AclGrant[words.Length];
        for (var i = 0; i < grants.Length; i++)
        {
            if (!TryParseGrant(words[i], out grants[i])) return false;
        }

        acl = new AccessControlList(ownerId, grants);
        return true;
    }

    private static bool TryParseGrant(string word, out AclGrant grant)
    {
        grant = default;
        var digits = word.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (digits <= 0 || !int.TryParse(word.AsSpan(0, digits), out var number) || number is < 0 or > (int)AclPermission.FullControl) return false;
        var kind = (AclGranteeKind)Kinds.IndexOf(word[digits], StringComparison.Ordinal);
        if (kind < 0) return false;
        var rest = word.AsSpan(digits + 1);
        var isUser = kind == AclGranteeKind.User;
        if (isUser ? rest is not [':', _, ..] : rest.Length > 0) return false;
        grant = new AclGrant(kind, isUser ? Uri.UnescapeDataString(rest[1..].ToString()) : "", (AclPermission)number);
        return true;
    }
}
