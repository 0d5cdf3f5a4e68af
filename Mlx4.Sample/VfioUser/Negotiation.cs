using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mlx4.Sample.VfioUser;

/// <summary>The VERSION message: two numbers, then a text of JSON that ends with a NUL, or nothing.</summary>
internal static class Negotiation
{
    private const int TextOffset = 4;
    private const string Capabilities = "capabilities";
    private const string PageSizes = "pgsizes";

    private static readonly string[] Numbers = ["max_msg_fds", "max_data_xfer_size", "max_dma_maps", PageSizes];

    /// <summary>What this server can do.</summary>
    private static readonly byte[] Answer = Encoding.UTF8.GetBytes(new JsonObject
    {
        [Capabilities] = new JsonObject
        {
            [Numbers[0]] = Protocol.MaxDescriptors,
            [Numbers[1]] = Protocol.MaxTransfer,
            [Numbers[2]] = Protocol.MaxMappings,
            [PageSizes] = Protocol.PageSize,
        },
    }.ToJsonString() + '\0');

    /// <summary>The length of the reply's body.</summary>
    public static int ReplySize => TextOffset + Answer.Length;

    /// <summary>Reads the client's proposal.</summary>
    /// <param name="body">The body of the message.</param>
    /// <param name="minor">The minor version that both speak.</param>
    /// <param name="problem">Why there is no way to go on.</param>
    public static bool TryRead(ReadOnlySpan<byte> body, out ushort minor, [NotNullWhen(false)] out string? problem)
    {
        minor = 0;
        if (body.Length < TextOffset)
        {
            problem = $"a VERSION of {body.Length} bytes: it has at least {TextOffset}";
            return false;
        }
        ushort major = BinaryPrimitives.ReadUInt16LittleEndian(body);
        minor = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(body[2..]), Protocol.Minor);
        if (major != Protocol.Major)
        {
            problem = $"version {major} of the protocol: this server speaks {Protocol.Major}.{Protocol.Minor}";
            return false;
        }
        ReadOnlySpan<byte> text = body[TextOffset..];
        if (text.Length > 0 && text[^1] != 0)
        {
            problem = "a VERSION whose text does not end with a NUL";
            return false;
        }
        problem = text.Length == 0 ? null : FindProblem(text[..^1]);
        return problem is null;
    }

    /// <summary>Writes the reply's body.</summary>
    public static void WriteReply(Span<byte> body, ushort minor)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(body, Protocol.Major);
        BinaryPrimitives.WriteUInt16LittleEndian(body[2..], minor);
        Answer.CopyTo(body[TextOffset..]);
    }

    private static string? FindProblem(ReadOnlySpan<byte> text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text.ToArray());
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return "a VERSION whose text is no JSON object";
            }
            if (!root.TryGetProperty(Capabilities, out JsonElement capabilities))
            {
                return null;
            }
            if (capabilities.ValueKind != JsonValueKind.Object)
            {
                return "a VERSION whose capabilities are no JSON object";
            }
            foreach (string name in Numbers)
            {
                if (capabilities.TryGetProperty(name, out JsonElement value)
                    && (value.ValueKind != JsonValueKind.Number || !value.TryGetUInt64(out ulong number)
                        || (name == PageSizes && (number & Protocol.PageSize) == 0)))
                {
                    return $"a VERSION whose {name} is {value.GetRawText()}";
                }
            }
            return null;
        }
        catch (JsonException)
        {
            return "a VERSION whose text is no JSON";
        }
    }
}
