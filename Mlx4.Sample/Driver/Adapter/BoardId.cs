using System.Text;
using Mlx4.Sample.Driver.Commands;

namespace Mlx4.Sample.Driver.Adapter;

/// <summary>The board's identity in the output of QUERY_ADAPTER (<c>get_board_id</c>).</summary>
internal static class BoardId
{
    private const int VendorData = 0x20;
    private const ushort TopspinSignature = 0x05ad;

    /// <summary>Reads it: 64 characters where the vendor data carries a certain signature at both ends, else 16 in words of four, each backwards.</summary>
    public static string Read(Mailbox mailbox)
    {
        const int FirstSignature = VendorData;
        const int SecondSignature = VendorData + 0xde;
        const int Text = VendorData + 0x20;
        const int Words = VendorData + 0xd0;

        if (mailbox.Read16(FirstSignature) == TopspinSignature && mailbox.Read16(SecondSignature) == TopspinSignature)
        {
            return Trim(mailbox.Bytes.Slice(Text, 64));
        }
        byte[] id = mailbox.Bytes.Slice(Words, 16).ToArray();
        for (int word = 0; word < id.Length; word += sizeof(uint))
        {
            Array.Reverse(id, word, sizeof(uint));
        }
        return Trim(id);
    }

    private static string Trim(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOf((byte)0);
        return Encoding.ASCII.GetString(end < 0 ? text : text[..end]);
    }
}
