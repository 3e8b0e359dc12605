using System.Globalization;
using ObjectStore.Core.Checksums;

namespace ObjectStore.Core.Tests.Checksums;

/// <summary>XXH64 and XXH3 against the values of xxHash 0.8.1, for lengths on both sides of every border between their forms.</summary>
public class XxHashTests
{
    private static readonly byte[] Data = [.. Enumerable.Range(0, 20000).Select(static index => (byte)((index * index * 31) + (index * 7) + (index >> 8)))];

    /// <summary>Length, XXH64, XXH3 of 64 bits, XXH3 of 128 bits.</summary>
    public static TheoryData<int, ulong, ulong, string> Values { get; } = new()
    {
        { 0, 0xEF46DB3751D8E999, 0x2D06800538D394C2, "99AA06D3014798D86001C324468D497F" },
        { 1, 0xE934A84ADB052768, 0xC44BDFF4074EECDB, "A6CD5E9392000F6AC44BDFF4074EECDB" },
        { 3, 0x9D966A97BACCF29A, 0x1729C78F56EC7369, "2012ADB9C9D860B71729C78F56EC7369" },
        { 4, 0xC65F94D12CE17D30, 0xE5097D6D2A406DDE, "845026B94ECB793B2494FFBFB3959765" },
        { 8, 0xA5DCB0145D06632D, 0x89B9B1111ECD5976, "4132FB07C0432330CE0FF5563C3393FC" },
        { 9, 0xBD47B17E4232C7A8, 0x442F901347EAC6D7, "6CC3A7D0F308D91272CA3CBCD7EF6247" },
        { 16, 0x30464D4471800DF6, 0x3E094AB84274D7E2, "E973C9785DEBE255C5DB1599402C959C" },
        { 17, 0x0D4B28B71992F4F9, 0xF023CE206C53CB88, "8219C336C5BABC21E9C20CD7156AAC1E" },
        { 31, 0xD57D4F875127A3E3, 0x94A5DA1595B83F2A, "42F900588EFE7ADF972179936CA8EDF0" },
        { 32, 0x15C2D9802B73ABEC, 0x4E0F827A00305880, "D4EFEC9AE31B15D4D640CDCDEE5478D7" },
        { 33, 0xC25D22775553AEEC, 0xCE95CB88847D6102, "4547521A276F1E692F8628AC91BAF3C4" },
        { 64, 0xAEAE73B68BF266F5, 0x5926C2C628B8BD40, "6148F6CDEFE06A7DEF25431289170DF7" },
        { 65, 0x916EEC916947B250, 0x0BC4C752A7C50505, "3A07E8B1F9A071D936473657F62B2645" },
        { 96, 0xC49E362C4A7EF04A, 0xBEF5DF716E3026DE, "4631995C136F344872E1D148DF591910" },
        { 97, 0x6C83ADA80B0BD4C0, 0xC04301A5FBA9D36A, "6930037316AF1DD15EE1098837ABB049" },
        { 128, 0x4E6A9982349BBE71, 0x74CC793E51CBBF70, "B7DC1A8E2A298C315FF0625C7E1E9D5F" },
        { 129, 0x64EA2491E3F70A20, 0x896BC9B5EE9A02DE, "B72D53D90720128DE7C6328994FDD22C" },
        { 160, 0xDBBABCD60F460758, 0xEB4D404DD889DC60, "1A2E5A988DC563D31E58B2B3083DE1AE" },
        { 161, 0xF24FEA88A00915F6, 0xC8C1370A96D57580, "917E52DF506ADE6153FB13ADC31BECC9" },
        { 239, 0x94541EADDCB87DDD, 0xCD0DA82B5D6619C0, "5FB3499DDE0CD8F4F63CD0AD726C1A03" },
        { 240, 0xE57C3530995ADDA2, 0x168AC2EEA3381B59, "D379160924F79EFE66CBBC5363497AA6" },
        { 241, 0xFB99F1E9AEBE8BBA, 0x5F15F12E172B51FA, "037FC7F5EB0E62DF5F15F12E172B51FA" },
        { 256, 0xDD55680CB688FF45, 0x2D280775D960610D, "7FCDF4A64774A6AA2D280775D960610D" },
        { 257, 0xFB57E81B5BF9CDD0, 0xBE8A1E34A0E24C0E, "6C7CA03DC64F5DE7BE8A1E34A0E24C0E" },
        { 320, 0xF812640998539E59, 0x347EE3049461FBDC, "3F1B055C8DEFE993347EE3049461FBDC" },
        { 321, 0x2ECF3C09CE2DB799, 0xD1145F184C1904C7, "F01EA0DCD497ED38D1145F184C1904C7" },
        { 512, 0x1E3EE2E14FC7233D, 0xFE45EE689D7D1C9D, "E5EA71C81ECDE8CFFE45EE689D7D1C9D" },
        { 1024, 0x1719404A5E0021C4, 0x6049ADEDBB22283E, "F71BD8197487CDA16049ADEDBB22283E" },
        { 1025, 0xBC82CA0674437D34, 0x63C9FC3D4DC27985, "97B196DD29FE16FB63C9FC3D4DC27985" },
        { 1088, 0x45B07713D2701609, 0x3A30D490217021B3, "5AA989FCA950BEB53A30D490217021B3" },
        { 2049, 0x0E44D5D8C6D1E630, 0x9A0818A05B172C13, "5EB495D343D598059A0818A05B172C13" },
        { 20000, 0x652C550E6E35704D, 0x6AA748F0978ACAFA, "3B0C1C1E94573EBA6AA748F0978ACAFA" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void GetValue_OfALength_IsThatOfTheReference(int length, ulong xxHash64, ulong xxHash3, string xxHash128)
    {
        foreach (var piece in (int[])[Math.Max(length, 1), 1, 7, 63, 64, 255, 256, 257, 1000])
        {
            var small = new XxHash64();
            var large = new XxHash3();
            for (var start = 0; start < length; start += piece)
            {
                var bytes = Data.AsSpan(start, Math.Min(piece, length - start));
                small.Append(bytes);
                large.Append(bytes);
            }

            Assert.Equal(xxHash64, small.GetValue());
            Assert.Equal(xxHash3, large.GetValue64());
            Assert.Equal(UInt128.Parse(xxHash128, NumberStyles.HexNumber, CultureInfo.InvariantCulture), large.GetValue128());
        }
    }

    [Fact]
    public void GetValue_BetweenPieces_DoesNotChangeTheHash()
    {
        var asked = new XxHash3();
        var plain = new XxHash3();
        for (var start = 0; start < Data.Length; start += 100)
        {
            asked.Append(Data.AsSpan(start, 100));
            plain.Append(Data.AsSpan(start, 100));
            asked.GetValue64();
            asked.GetValue128();
        }

        Assert.Equal(plain.GetValue128(), asked.GetValue128());
    }
}
