using Xunit;

public class StoreTests
{
    public static TheoryData<string> Cases => [.. Store.Every.Cases()];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Nothing_is_left(string fault) => Store.Every.Run(fault).ThrowIfAny();
}
