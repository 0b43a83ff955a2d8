/**
 * Codes that were offered once and are no more, for the addresses and orders that carry them. None of them is removed from here: an
 * order keeps its code for as long as it is kept. Sources: 民政部, 县级以上行政区划变更情况, of the year that is named.
 */
export type FormerDistrict = {
  readonly code: string;
  readonly name: string;
  /** The code of what it is today; left out where nothing of that kind exists any more, so that its own name is shown. */
  readonly became?: string;
  /** Parts of it that went elsewhere, by the towns that a street there names. */
  readonly except?: { readonly code: string; readonly towns: readonly string[] };
};

const became = (code: string, name: string, next: string): FormerDistrict => ({ code, name, became: next });

export const FORMER_DISTRICTS: readonly FormerDistrict[] = [
  // 2020
  became('460321', '西沙群岛', '460302'),
  became('460322', '南沙群岛', '460303'),
  became('460323', '中沙群岛的岛礁及其海域', '460302'),
  // 2021
  became('330103', '下城区', '330105'),
  {
    ...became('330104', '江干区', '330102'),
    except: { code: '330114', towns: ['下沙', '白杨'] },
  },
  became('350402', '梅列区', '350404'),
  became('350403', '三元区', '350404'),
  became('350427', '沙县', '350405'),
  became('350625', '长泰县', '350605'),
  became('350681', '龙海市', '350604'),
  became('410306', '吉利区', '410308'),
  became('410322', '孟津县', '410308'),
  became('410381', '偃师市', '410307'),
  became('431121', '祁阳县', '431181'),
  became('450127', '横县', '450181'),
  became('513425', '会理县', '513402'),
  became('520522', '黔西县', '520581'),
  became('532331', '禄丰县', '532302'),
  became('610322', '凤翔县', '610305'),
  became('610928', '旬阳县', '610981'),
  became('654223', '沙湾县', '654203'),
  // 2023
  became('540422', '米林县', '540481'),
  became('540530', '错那县', '540581'),
  // 2025
  became('500105', '江北区', '500157'),
  {
    ...became('500112', '渝北区', '500157'),
    except: { code: '500109', towns: ['大湾镇', '统景镇', '大盛镇', '兴隆镇', '茨竹镇'] },
  },
  // Zones that 国家统计局 numbered anew, in its lists of 2021 to 2023.
  became('320571', '苏州工业园区', '320576'),
  became('340171', '合肥高新技术产业开发区', '340176'),
  became('340172', '合肥经济技术开发区', '340177'),
  became('340173', '合肥新站高新技术产业开发区', '340178'),
  became('370171', '济南高新技术产业开发区', '370176'),
  became('370672', '烟台经济技术开发区', '370676'),
  became('430472', '湖南衡阳高新技术产业园区', '430476'),
  // Zones that it lists no more.
  { code: '140471', name: '山西长治高新技术产业园区' },
  { code: '231071', name: '牡丹江经济技术开发区' },
  { code: '320772', name: '连云港高新技术产业开发区' },
  { code: '321271', name: '泰州医药高新技术产业开发区' },
  { code: '330371', name: '温州经济技术开发区' },
  { code: '370271', name: '青岛高新技术产业开发区' },
  { code: '371472', name: '德州运河经济开发区' },
  { code: '430271', name: '云龙示范区' },
  { code: '430471', name: '衡阳综合保税区' },
  { code: '511071', name: '内江经济开发区' },
  { code: '511771', name: '达州经济开发区' },
  { code: '511971', name: '巴中经济开发区' },
  { code: '652871', name: '库尔勒经济技术开发区' },
];
