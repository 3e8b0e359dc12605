using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Xml;

namespace ObjectStore.S3.Xml;

/// <summary>Body of RestoreObject.</summary>
/// <param name="Days">How many days the copy is to stay, as it was sent; null when it was not.</param>
/// <param name="Tier"><c>Standard</c>, <c>Bulk</c> or <c>Expedited</c>; null when none was sent.</param>
/// <param name="IsSelect">Whether it asks for a query over the object, and not for the object.</param>
public sealed record RestoreRequest(int? Days, string? Tier, bool IsSelect)
{
    /// <summary>Most bytes of the body.</summary>
    public const int BytesMax = 64 << 10;

    /// <summary>False when the document is not one.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> document, [NotNullWhen(true)] out RestoreRequest? request)
    {
        request = null;
        try
        {
            using var reader = XmlRequestReader.Open(document, "RestoreRequest");
            var read = new RestoreRequest(null, null, IsSelect: false);
            while (reader.TryReadChild(0, out var name))
            {
                if (!TryReadChild(reader, name, ref read)) return false;
            }

            reader.ReadEnd();
            request = read;
            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    private static bool TryReadChild(XmlRequestReader reader, string name, ref RestoreRequest read)
    {
        switch (name)
        {
            case "Days":
                if (read.Days is not null || !int.TryParse(reader.ReadText(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var days)) return false;
                read = read with { Days = days };
                return true;
            case "GlacierJobParameters":
                return TryReadJob(reader, ref read);
            case "Tier":
                return TryTakeTier(reader, ref read);
            case "Type":
                if (reader.ReadText() != "SELECT") return false;
                read = read with { IsSelect = true };
                return true;
            case "Description" or "SelectParameters" or "OutputLocation":
                reader.Skip();
                read = read with { IsSelect = read.IsSelect || name != "Description" };
                return true;
            default:
                return false;
        }
    }

    private static bool TryReadJob(XmlRequestReader reader, ref RestoreRequest read)
    {
        while (reader.TryReadChild(1, out var name))
        {
            if (name != "Tier" || !TryTakeTier(reader, ref read)) return false;
        }

        return read.Tier is not null;
    }

    private static bool TryTakeTier(XmlRequestReader reader, ref RestoreRequest read)
    {
        var tier = reader.ReadText();
        if (read.Tier is not null || tier is not ("Standard" or "Bulk" or "Expedited")) return false;
        read = read with { Tier = tier };
        return true;
    }
}
