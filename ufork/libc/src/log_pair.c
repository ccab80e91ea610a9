/* The logarithm.
 *
 * x is 2^k times m between 11/16 and 11/8; a table of 128 intervals has for
 * each a short number c near 1/m and log 1/c. What remains is z = mc - 1, at
 * most 1/128, which is exact since c has few bits, and log(1 + z) is a short
 * series. Around 1 the table has c = 1, so nothing cancels there. */
#include <ushell/real.h>

/* c, and -log c as a multiple of 2^-42 and the rest. */
static const struct {
	double c, hi, lo;
} table[128] = {
	{0x1.74p0, -0x1.7eaf83b82bp-2, 0x1.e4da62d0c25adp-49},
	{0x1.72p0, -0x1.792a55fdd4p-2, -0x1.e89f057691feap-44},
	{0x1.7p0, -0x1.739d7f6bbdp-2, -0x1.a7389314feb5p-52},
	{0x1.6ep0, -0x1.6e08eaa2bap-2, -0x1.e38c139318d71p-46},
	{0x1.6cp0, -0x1.686c81e9b1p-2, -0x1.2bb110af84054p-44},
	{0x1.6ap0, -0x1.62c82f2b9cp-2, -0x1.e54bdbd7c8a98p-44},
	{0x1.68p0, -0x1.5d1bdbf581p-2, 0x1.8d6bdc9c7c238p-44},
	{0x1.66p0, -0x1.5767717456p-2, 0x1.64ead9524d7cap-44},
	{0x1.64p0, -0x1.51aad872ep-2, 0x1.f4bd8db0a7cc1p-44},
	{0x1.62p0, -0x1.4be5f95778p-2, 0x1.d7c92cd9ad824p-44},
	{0x1.6p0, -0x1.4618bc21c6p-2, 0x1.3d82f484c84ccp-46},
	{0x1.5ep0, -0x1.404308686ap-2, -0x1.f8ef43049f7d3p-44},
	{0x1.5cp0, -0x1.3a64c55694p-2, -0x1.7a71cbcd735dp-44},
	{0x1.5ap0, -0x1.347dd9a988p-2, 0x1.5594dd4c58092p-45},
	{0x1.58p0, -0x1.2e8e2bae12p-2, 0x1.67b1e99b72bd8p-45},
	{0x1.56p0, -0x1.2895a13de8p-2, -0x1.a8d7ad24c13fp-44},
	{0x1.54p0, -0x1.22941fbcf8p-2, 0x1.a6976f5eb0963p-44},
	{0x1.52p0, -0x1.1c898c169ap-2, 0x1.81410e5c62affp-44},
	{0x1.5p0, -0x1.1675cababap-2, -0x1.8380e731f55c4p-44},
	{0x1.5p0, -0x1.1675cababap-2, -0x1.8380e731f55c4p-44},
	{0x1.4ep0, -0x1.1058bf9ae5p-2, 0x1.4ab9d817d52cdp-44},
	{0x1.4cp0, -0x1.0a324e2739p-2, -0x1.c6bee7ef4030ep-47},
	{0x1.4ap0, -0x1.0402594b4dp-2, -0x1.036b89ef42d7fp-48},
	{0x1.48p0, -0x1.fb9186d5e4p-3, 0x1.d572aab993c87p-47},
	{0x1.46p0, -0x1.ef0adcbdc6p-3, 0x1.b26b79c86af24p-45},
	{0x1.46p0, -0x1.ef0adcbdc6p-3, 0x1.b26b79c86af24p-45},
	{0x1.44p0, -0x1.e27076e2bp-3, 0x1.a342c2af0003cp-44},
	{0x1.42p0, -0x1.d5c216b4fcp-3, 0x1.1ba91bbca681bp-45},
	{0x1.4p0, -0x1.c8ff7c79aap-3, 0x1.7794f689f8434p-45},
	{0x1.3ep0, -0x1.bc286742d8p-3, -0x1.9ac53f39d121cp-44},
	{0x1.3ep0, -0x1.bc286742d8p-3, -0x1.9ac53f39d121cp-44},
	{0x1.3cp0, -0x1.af3c94e80cp-3, 0x1.a4e633fcd9066p-52},
	{0x1.3ap0, -0x1.a23bc1fe2cp-3, 0x1.539cd91dc9f0bp-44},
	{0x1.38p0, -0x1.9525a9cf46p-3, 0x1.297137d9f158fp-44},
	{0x1.38p0, -0x1.9525a9cf46p-3, 0x1.297137d9f158fp-44},
	{0x1.36p0, -0x1.87fa06520cp-3, -0x1.22120401202fcp-44},
	{0x1.34p0, -0x1.7ab890210ep-3, 0x1.bdb9072534a58p-45},
	{0x1.32p0, -0x1.6d60fe719ep-3, 0x1.bc6e557134767p-44},
	{0x1.32p0, -0x1.6d60fe719ep-3, 0x1.bc6e557134767p-44},
	{0x1.3p0, -0x1.5ff3070a7ap-3, 0x1.8586f183bebf2p-44},
	{0x1.2ep0, -0x1.526e5e3a1cp-3, 0x1.790ba37fc5238p-44},
	{0x1.2ep0, -0x1.526e5e3a1cp-3, 0x1.790ba37fc5238p-44},
	{0x1.2cp0, -0x1.44d2b6ccb8p-3, 0x1.70cc16135783cp-46},
	{0x1.2ap0, -0x1.371fc201e8p-3, -0x1.ee8779b2d8abcp-44},
	{0x1.2ap0, -0x1.371fc201e8p-3, -0x1.ee8779b2d8abcp-44},
	{0x1.28p0, -0x1.29552f82p-3, 0x1.5b967f4471dfcp-44},
	{0x1.26p0, -0x1.1b72ad52f6p-3, -0x1.e80a41811a396p-45},
	{0x1.26p0, -0x1.1b72ad52f6p-3, -0x1.e80a41811a396p-45},
	{0x1.24p0, -0x1.0d77e7cd08p-3, -0x1.cb2cd2ee2f482p-44},
	{0x1.22p0, -0x1.fec9131dcp-4, 0x1.54555d1ae6607p-44},
	{0x1.22p0, -0x1.fec9131dcp-4, 0x1.54555d1ae6607p-44},
	{0x1.2p0, -0x1.e27076e2bp-4, 0x1.a342c2af0003cp-45},
	{0x1.1ep0, -0x1.c5e548f5bcp-4, -0x1.d0c57585fbe06p-46},
	{0x1.1ep0, -0x1.c5e548f5bcp-4, -0x1.d0c57585fbe06p-46},
	{0x1.1cp0, -0x1.a926d3a4acp-4, -0x1.563650bd22a9cp-44},
	{0x1.1cp0, -0x1.a926d3a4acp-4, -0x1.563650bd22a9cp-44},
	{0x1.1ap0, -0x1.8c345d6318p-4, -0x1.b20f5acb42a66p-44},
	{0x1.18p0, -0x1.6f0d28ae58p-4, 0x1.4b4641b664613p-44},
	{0x1.18p0, -0x1.6f0d28ae58p-4, 0x1.4b4641b664613p-44},
	{0x1.16p0, -0x1.51b073f06p-4, -0x1.83f69278e686ap-44},
	{0x1.16p0, -0x1.51b073f06p-4, -0x1.83f69278e686ap-44},
	{0x1.14p0, -0x1.341d7961bcp-4, -0x1.1d0929983761p-44},
	{0x1.12p0, -0x1.16536eea38p-4, 0x1.47c5e768fa309p-46},
	{0x1.12p0, -0x1.16536eea38p-4, 0x1.47c5e768fa309p-46},
	{0x1.1p0, -0x1.f0a30c0118p-5, 0x1.d599e83368e91p-45},
	{0x1.1p0, -0x1.f0a30c0118p-5, 0x1.d599e83368e91p-45},
	{0x1.0ep0, -0x1.b42dd71198p-5, 0x1.c827ae5d6704cp-46},
	{0x1.0ep0, -0x1.b42dd71198p-5, 0x1.c827ae5d6704cp-46},
	{0x1.0cp0, -0x1.77458f633p-5, 0x1.181dce586af09p-44},
	{0x1.0ap0, -0x1.39e87b9fe8p-5, -0x1.eafd480ad9015p-44},
	{0x1.0ap0, -0x1.39e87b9fe8p-5, -0x1.eafd480ad9015p-44},
	{0x1.08p0, -0x1.f829b0e78p-6, -0x1.980267c7e09e4p-45},
	{0x1.08p0, -0x1.f829b0e78p-6, -0x1.980267c7e09e4p-45},
	{0x1.06p0, -0x1.7b91b07d6p-6, 0x1.3b955b602ace4p-44},
	{0x1.06p0, -0x1.7b91b07d6p-6, 0x1.3b955b602ace4p-44},
	{0x1.04p0, -0x1.fc0a8b0fcp-7, -0x1.f1e7cf6d3a69cp-50},
	{0x1.04p0, -0x1.fc0a8b0fcp-7, -0x1.f1e7cf6d3a69cp-50},
	{0x1.02p0, -0x1.fe02a6b1p-8, -0x1.9e23f0dda40e4p-46},
	{0x1.02p0, -0x1.fe02a6b1p-8, -0x1.9e23f0dda40e4p-46},
	{0x1p0, 0, 0},
	{0x1p0, 0, 0},
	{0x1.fap-1, 0x1.82448a388p-7, 0x1.4554412c584ep-44},
	{0x1.f6p-1, 0x1.432a92598p-6, 0x1.98139928637fep-47},
	{0x1.f2p-1, 0x1.c63d2ec15p-6, -0x1.5439ce030a687p-44},
	{0x1.eep-1, 0x1.252f32f8dp-5, 0x1.83e9ae021b67bp-45},
	{0x1.eap-1, 0x1.67c94f2d48p-5, 0x1.dac20827cca0cp-44},
	{0x1.e8p-1, 0x1.894aa149f8p-5, 0x1.9a19a8be97661p-44},
	{0x1.e4p-1, 0x1.ccb73cddd8p-5, 0x1.965c36e09f5fep-44},
	{0x1.ep-1, 0x1.08598b59e4p-4, -0x1.7e5dd7009902cp-46},
	{0x1.dcp-1, 0x1.2aa04a447p-4, 0x1.7a48ba8b1cb41p-44},
	{0x1.dap-1, 0x1.3bdf5a7d2p-4, -0x1.19bd0ad125895p-44},
	{0x1.d6p-1, 0x1.5e95a4d978p-4, 0x1.1cb7ce1d17171p-44},
	{0x1.d2p-1, 0x1.8197e2f41p-4, -0x1.c0fe460d20041p-44},
	{0x1.dp-1, 0x1.9335e5d594p-4, 0x1.3115c3abd47dap-45},
	{0x1.ccp-1, 0x1.b6ac88dad4p-4, 0x1.b1bdff50225c7p-44},
	{0x1.c8p-1, 0x1.da72763844p-4, 0x1.a89401fa71733p-46},
	{0x1.c6p-1, 0x1.ec739830ap-4, 0x1.11fcba80cdd1p-44},
	{0x1.c2p-1, 0x1.08598b59e4p-3, -0x1.7e5dd7009902cp-45},
	{0x1.cp-1, 0x1.1178e8227ep-3, 0x1.1ef78ce2d07f2p-45},
	{0x1.bcp-1, 0x1.23d712a49cp-3, 0x1.00d238fd3df5cp-46},
	{0x1.bap-1, 0x1.2d1610c868p-3, 0x1.39d6ccb81b4a1p-47},
	{0x1.b6p-1, 0x1.3fb45a5992p-3, 0x1.19713c0cae559p-44},
	{0x1.b4p-1, 0x1.4913d8333cp-3, -0x1.53e43558124c4p-44},
	{0x1.bp-1, 0x1.5bf406b544p-3, -0x1.27023eb68981cp-46},
	{0x1.aep-1, 0x1.6574ebe8c2p-3, -0x1.98c1d34f0f462p-44},
	{0x1.aap-1, 0x1.7898d85444p-3, 0x1.8e67be3dbaf3fp-44},
	{0x1.a8p-1, 0x1.823c16551ap-3, 0x1.e0ddb9a631e83p-46},
	{0x1.a6p-1, 0x1.8beafeb39p-3, -0x1.73d54aae92cd1p-47},
	{0x1.a2p-1, 0x1.9f6c40708ap-3, -0x1.337d94bcd3f43p-44},
	{0x1.ap-1, 0x1.a93ed3c8aep-3, -0x1.8724350562169p-45},
	{0x1.9ep-1, 0x1.b31d8575bcp-3, 0x1.c794e562a63cbp-44},
	{0x1.9ap-1, 0x1.c6ffbc6fp-3, 0x1.ee138d3a69d43p-44},
	{0x1.98p-1, 0x1.d1037f2656p-3, -0x1.84a7e75b6f6e4p-47},
	{0x1.96p-1, 0x1.db13db0d48p-3, 0x1.2806a847527e6p-44},
	{0x1.94p-1, 0x1.e530effe72p-3, -0x1.fdbdbb13f7c18p-44},
	{0x1.9p-1, 0x1.f991c6cb3cp-3, -0x1.90d04cd7cc834p-44},
	{0x1.8ep-1, 0x1.01eae5626cp-2, 0x1.a43dcfade85aep-44},
	{0x1.8cp-1, 0x1.07138604d6p-2, -0x1.e76324e912b17p-44},
	{0x1.8ap-1, 0x1.0c42d67616p-2, 0x1.7188b163ceae9p-45},
	{0x1.88p-1, 0x1.1178e8227ep-2, 0x1.1ef78ce2d07f2p-44},
	{0x1.84p-1, 0x1.1bf99635a7p-2, -0x1.1ac89575c2125p-44},
	{0x1.82p-1, 0x1.214456d0ecp-2, -0x1.caf0428b728a3p-44},
	{0x1.8p-1, 0x1.269621134ep-2, -0x1.1b61f10522625p-44},
	{0x1.7ep-1, 0x1.2bef07cdc9p-2, 0x1.a9cfa4a5004f4p-45},
	{0x1.7cp-1, 0x1.314f1e1d36p-2, -0x1.8e27ad3213cb8p-45},
	{0x1.7ap-1, 0x1.36b6776be1p-2, 0x1.16ecdb0f177c8p-46},
	{0x1.78p-1, 0x1.3c25277333p-2, 0x1.83b54b606bd5cp-46},
	{0x1.76p-1, 0x1.419b423d5fp-2, -0x1.ce379226de3ecp-44},
};

struct __pair __log_pair(double x)
{
	/* log 2 as a multiple of 2^-42 and the rest, so that k times it is exact. */
	static const double ln2_hi = 0x1.62e42fefa38p-1, ln2_lo = 0x1.ef35793c7673p-45;
	uint64_t bits = __bits(x), from;
	double k = 0, m, z, zh, square, below, rest;
	struct __pair s, t;
	int i;

	if (bits >> 52 == 0) {
		bits = __bits(x * 0x1p54);
		k = -54;
	}
	from = bits - 0x3fe6000000000000; /* 11/16 */
	k += (int64_t)from >> 52;
	i = from >> 45 & 127;
	m = __from_bits(bits - (from & 0xfff0000000000000));
	zh = (double)(float)m;
	z = (zh * table[i].c - 1) + (m - zh) * table[i].c;
	s = __sum(k * ln2_hi + table[i].hi, z);
	/* z^2/2 exactly but for the last bits: the upper half of z is a float. */
	zh = (double)(float)z;
	square = zh * zh * 0.5;
	below = (z - zh) * (z + zh) * 0.5;
	t = __fast_sum(s.hi, -square);
	rest = z * z * z * (1.0 / 3 + z * (-1.0 / 4 + z * (1.0 / 5 + z * (-1.0 / 6 + z * (1.0 / 7 + z * (-1.0 / 8 + z * (1.0 / 9 + z * (-1.0 / 10))))))));
	return __fast_sum(t.hi, rest + (s.lo + t.lo - below + (k * ln2_lo + table[i].lo)));
}
